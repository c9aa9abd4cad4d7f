import { Badge, Button, controlClass, Field, KstTime } from "@naru/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError } from "../api/client.ts";
import { decideEscrow, type Escrow, getEscrow, panelKeys } from "../api/panels.ts";
import { type Payment, paymentKeys } from "../api/payments.ts";
import { useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";

// 구매 거절: the only decision that has a reason.
const REFUSED = "4";

/** 에스크로: where the delivery stands, and the buyer's decision. */
export function EscrowBox({ payment }: { payment: Payment }) {
  const { panel: t } = useTexts();
  const queries = useQueryClient();
  const escrow = useQuery({
    queryKey: panelKeys.escrow(payment.impUid),
    queryFn: () => readOrNone(payment.impUid),
    enabled: payment.escrow,
  });
  const decide = useMutation({
    mutationFn: ({ status, reason }: { status: string; reason: string }) =>
      decideEscrow(payment.impUid, status, reason),
    onSuccess: () => queries.invalidateQueries({ queryKey: paymentKeys.all }),
  });
  if (!payment.escrow || escrow.data === undefined) return null;
  return (
    <section data-slot="escrow-box" className="border-t border-line pt-4">
      <h3 className="mb-2 text-sm font-semibold">{t.escrow}</h3>
      {escrow.data === null ? (
        <p className="text-sm leading-relaxed text-ink-soft">{t.escrowNone}</p>
      ) : (
        <Delivery
          key={escrow.data.status}
          escrow={escrow.data}
          busy={decide.isPending}
          onDecide={(status, reason) => decide.mutate({ status, reason })}
        />
      )}
      {decide.error !== null && <ProblemNotice error={decide.error} />}
    </section>
  );
}

/** The delivery, or null before the shop has registered one. */
async function readOrNone(impUid: string): Promise<Escrow | null> {
  try {
    return await getEscrow(impUid);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

function Delivery({
  escrow: e,
  busy,
  onDecide,
}: {
  escrow: Escrow;
  busy: boolean;
  onDecide: (status: string, reason: string) => void;
}) {
  const { panel: t } = useTexts();
  const [reason, setReason] = useState("");
  return (
    <div className="flex flex-col gap-3 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone="info" data-slot="escrow-status">
          {word(t.escrowStatuses, e.status)}
        </Badge>
        <span className="font-mono text-xs">
          {e.company} {e.invoice}
        </span>
        <KstTime at={e.sentAt} className="text-xs text-ink-faint" />
      </p>
      {e.deniedReason !== "" && <p className="text-bad">{e.deniedReason}</p>}
      {e.next.includes(REFUSED) && (
        <Field label={t.deniedReason}>
          {(control) => (
            <input
              {...control}
              value={reason}
              maxLength={100}
              onChange={(event) => setReason(event.target.value)}
              className={controlClass}
              data-slot="escrow-reason"
            />
          )}
        </Field>
      )}
      <div className="flex flex-wrap gap-2">
        {e.next.map((status) => (
          <Button
            key={status}
            disabled={busy}
            onClick={() => onDecide(status, status === REFUSED ? reason.trim() : "")}
            data-slot={`escrow-${status}`}
          >
            {word(t.escrowDecisions, status)}
          </Button>
        ))}
      </div>
    </div>
  );
}

function word(words: Readonly<Record<string, string>>, code: string): string {
  return words[code] ?? code;
}
