import { Dialog, Empty, FactList, formatMoney, KstTime, Notice } from "@naru/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "wouter";
import {
  billingKeys,
  changeSchedule,
  getSchedule,
  type Schedule,
  type ScheduleAction,
} from "../api/billing.ts";
import { ApiError } from "../api/client.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { Id } from "../layout/id.tsx";
import { Load } from "../layout/load.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { OutcomeBadge } from "./outcome-badge.tsx";
import { ScheduleActions } from "./schedule-actions.tsx";

/** One scheduled charge beside the list, and what can be done to it by hand. */
export function ScheduleDrawer({
  opened,
  onClose,
}: {
  /** The store and the merchant_uid, with a space between; a store's name has none. */
  opened: string | null;
  onClose: () => void;
}) {
  const { billing: t, app } = useTexts();
  return (
    <Dialog
      open={opened !== null}
      onClose={onClose}
      title={t.schedule}
      closeLabel={app.close}
      place="side"
      data-slot="schedule-drawer"
    >
      {opened !== null && (
        <Detail
          key={opened}
          store={opened.slice(0, opened.indexOf(" "))}
          uid={opened.slice(opened.indexOf(" ") + 1)}
        />
      )}
    </Dialog>
  );
}

function Detail({ store, uid }: { store: string; uid: string }) {
  const { billing: t } = useTexts();
  const queries = useQueryClient();
  const schedule = useQuery({
    queryKey: billingKeys.schedule(store, uid),
    queryFn: () => getSchedule(store, uid),
  });
  const change = useMutation({
    mutationFn: (action: ScheduleAction) => changeSchedule(store, uid, action),
    onSettled: () => queries.invalidateQueries(),
  });
  if (schedule.error instanceof ApiError && schedule.error.status === 404) {
    return <Empty title={t.missing} next={t.missingNext} />;
  }
  return (
    <Load query={schedule}>
      {(found) => (
        <div className="flex flex-col gap-5">
          <Parts schedule={found} />
          {change.isSuccess && (
            <Notice tone="good" role="status" data-slot="schedule-done">
              {t.done[change.variables.kind]}
            </Notice>
          )}
          {change.error !== null && <ProblemNotice error={change.error} />}
          {found.outcome !== "succeeded" && (
            // What was typed for an earlier state is void.
            <ScheduleActions
              key={`${found.outcome} ${found.at?.getTime()}`}
              schedule={found}
              busy={change.isPending}
              onAct={(action) => change.mutate(action)}
            />
          )}
        </div>
      )}
    </Load>
  );
}

function Parts({ schedule: s }: { schedule: Schedule }) {
  const { t: texts, language } = useLanguage();
  const t = texts.billing;
  return (
    <>
      <div>
        <div className="flex flex-wrap items-center gap-2">
          <OutcomeBadge outcome={s.outcome} />
          <p className="min-w-0 flex-1 text-sm break-words">{s.name}</p>
        </div>
        <p className="mt-1 text-2xl font-semibold tabular-nums">
          {formatMoney(s.amount, language)}
        </p>
      </div>
      <FactList
        rows={[
          [t.at, s.at !== null && <KstTime at={s.at} />, "schedule-at"],
          [t.failReason, s.failReason, "schedule-fail-reason"],
          [t.executedAt, s.executedAt !== null && <KstTime at={s.executedAt} />, "executed-at"],
          [t.revokedAt, s.revokedAt !== null && <KstTime at={s.revokedAt} />, "revoked-at"],
          [
            texts.payment.merchantUid,
            <Id key="m" name={texts.payment.merchantUid} text={s.merchantUid} />,
            "schedule-merchant-uid",
          ],
          [
            t.customerUid,
            <Link
              key="c"
              href={`/billing/keys?q=${encodeURIComponent(s.customerUid)}`}
              className="font-mono text-accent underline underline-offset-4"
              data-slot="schedule-key"
            >
              {s.customerUid}
            </Link>,
            "schedule-customer-uid",
          ],
          [texts.payment.provider, `${s.provider}.${s.pgId}`, "schedule-pg"],
          [texts.payment.buyer, s.buyer, "schedule-buyer"],
          [
            t.payment,
            s.impUid !== "" && (
              <Link
                href={`/payments/${s.impUid}`}
                className="font-mono text-accent underline underline-offset-4"
                data-slot="schedule-payment"
              >
                {s.impUid}
              </Link>
            ),
            "schedule-imp-uid",
          ],
        ]}
      />
    </>
  );
}
