import { Button, Card, controlClass, Dialog, FactList, Field } from "@naru/ui";
import { useMutation } from "@tanstack/react-query";
import { Eye } from "lucide-react";
import { type FormEvent, useState } from "react";
import { type Payment, type Unmasked, unmask } from "../api/payments.ts";
import { may } from "../api/session.ts";
import { useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { useSession } from "../session/session-context.ts";

/** Who paid, masked; shown in full to whoever says why, and only while the page is open. */
export function BuyerCard({ payment }: { payment: Payment }) {
  const { buyer: t } = useTexts();
  const { operator } = useSession();
  const [asking, setAsking] = useState(false);
  const [full, setFull] = useState<Unmasked | null>(null);
  const shown = full?.buyer ?? payment.buyer;
  const account = full?.virtual_account ?? null;
  if (shown === null) {
    return (
      <Card title={t.title} data-slot="buyer">
        <p className="text-sm text-ink-soft">{t.unknown}</p>
      </Card>
    );
  }
  return (
    <Card
      title={t.title}
      data-slot="buyer"
      actions={
        full === null &&
        may(operator, "operator") && (
          <Button size="small" onClick={() => setAsking(true)} data-slot="unmask">
            <Eye aria-hidden className="size-4" />
            {t.unmask}
          </Button>
        )
      }
    >
      <FactList
        rows={[
          [t.name, shown.name, "buyer-name"],
          [t.tel, shown.tel, "buyer-tel"],
          [t.email, shown.email, "buyer-email"],
          [
            t.addr,
            [shown.postcode, shown.addr].filter((one) => one !== "").join(" "),
            "buyer-addr",
          ],
          [
            t.account,
            account !== null && `${account.bank_name} ${account.number} ${account.holder}`,
            "buyer-account",
          ],
        ]}
      />
      {full !== null && (
        <p role="status" className="mt-2 text-xs text-ink-soft" data-slot="unmasked">
          {t.unmasked}
        </p>
      )}
      {asking && (
        <UnmaskDialog
          id={payment.id}
          onClose={() => setAsking(false)}
          onShown={(found) => {
            setFull(found);
            setAsking(false);
          }}
        />
      )}
    </Card>
  );
}

function UnmaskDialog({
  id,
  onClose,
  onShown,
}: {
  id: string;
  onClose: () => void;
  onShown: (found: Unmasked) => void;
}) {
  const { buyer: t, app } = useTexts();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const show = useMutation({ mutationFn: () => unmask(id, reason.trim()), onSuccess: onShown });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (reason.trim() !== "") show.mutate();
  };
  return (
    <Dialog open onClose={onClose} title={t.askTitle} closeLabel={app.close} data-slot="unmask-ask">
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <p className="text-sm leading-relaxed text-ink-soft">{t.askText}</p>
        <Field
          label={t.reason}
          hint={t.reasonHint}
          required
          problem={tried && reason.trim() === "" ? t.reasonProblem : undefined}
        >
          {(control) => (
            <input
              {...control}
              maxLength={200}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              className={controlClass}
              data-slot="unmask-reason"
            />
          )}
        </Field>
        {show.error !== null && <ProblemNotice error={show.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{app.cancel}</Button>
          <Button type="submit" tone="primary" disabled={show.isPending} data-slot="unmask-submit">
            {t.show}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
