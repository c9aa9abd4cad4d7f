import { Button, Dialog, type Fact, FactList, Notice } from "@naru/ui";
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import {
  changeStaff,
  resetStaff,
  type Staff,
  type StaffChange,
  staffKeys,
} from "../api/operators.ts";
import { useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { Confirm } from "./confirm.tsx";
import { type Grant, limitOf, RoleFields } from "./role-fields.tsx";

/** An operator: their role and limit, a new start, and the end of their access. */
export function OperatorDrawer({
  staff,
  onReset,
  onClose,
}: {
  staff: Staff | null;
  onReset: (password: string) => void;
  onClose: () => void;
}) {
  const { app } = useTexts();
  return (
    <Dialog
      open={staff !== null}
      onClose={onClose}
      title={staff?.name ?? ""}
      closeLabel={app.close}
      place="side"
      data-slot="operator-drawer"
    >
      {staff !== null && <Whole key={staff.id} staff={staff} onReset={onReset} />}
    </Dialog>
  );
}

function Whole({ staff, onReset }: { staff: Staff; onReset: (password: string) => void }) {
  const { settings: t } = useTexts();
  const change = useChange(staff.id);
  const rows: Fact[] = [
    [t.email, staff.email, "staff-email"],
    [t.codes, staff.totp ? t.codesOn : t.codesOff, "staff-codes"],
  ];
  return (
    <div className="flex flex-col gap-5">
      <FactList rows={rows} />
      {staff.disabled_at !== null && (
        <Notice tone="warn" data-slot="staff-is-disabled">
          {t.isDisabled}
        </Notice>
      )}
      <GrantForm staff={staff} change={change} />
      {change.error !== null && <ProblemNotice error={change.error} />}
      <Endings staff={staff} change={change} onReset={onReset} />
    </div>
  );
}

type Change = UseMutationResult<Staff, Error, StaffChange>;

function useChange(id: string): Change {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wish: StaffChange) => changeStaff(id, wish),
    onSuccess: () => queries.invalidateQueries({ queryKey: staffKeys.all }),
  });
}

function GrantForm({ staff, change }: { staff: Staff; change: Change }) {
  const { settings: t, app } = useTexts();
  const [grant, setGrant] = useState<Grant>({
    role: staff.role,
    limit: staff.refund_limit === null ? "" : staff.refund_limit.toLocaleString("en"),
  });
  const limit = limitOf(grant.limit);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (limit !== undefined) change.mutate({ role: grant.role, refund_limit: limit });
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <RoleFields grant={grant} onChange={setGrant} />
      {change.isSuccess && (
        <Notice tone="good" role="status" data-slot="staff-saved">
          {app.saved}
        </Notice>
      )}
      <Button
        type="submit"
        tone="primary"
        disabled={change.isPending}
        className="self-start"
        data-slot="staff-save"
      >
        {t.grantSave}
      </Button>
    </form>
  );
}

function Endings({
  staff,
  change,
  onReset,
}: {
  staff: Staff;
  change: Change;
  onReset: (password: string) => void;
}) {
  const { settings: t } = useTexts();
  const [asking, setAsking] = useState(false);
  const queries = useQueryClient();
  const reset = useMutation({
    mutationFn: () => resetStaff(staff.id),
    onSuccess: async ({ password }) => {
      onReset(password);
      await queries.invalidateQueries({ queryKey: staffKeys.all });
    },
  });
  const disabled = staff.disabled_at !== null;
  return (
    <div className="flex flex-wrap gap-2 border-t border-line pt-4">
      <Button onClick={() => setAsking(true)} data-slot="staff-reset">
        {t.reset}
      </Button>
      <Button
        tone={disabled ? "plain" : "danger"}
        disabled={change.isPending}
        onClick={() => change.mutate({ disabled: !disabled })}
        data-slot="staff-disable"
      >
        {disabled ? t.enable : t.disable}
      </Button>
      {asking && (
        <Confirm
          title={t.reset}
          text={t.resetText}
          doing={t.reset}
          deed={reset}
          onClose={() => setAsking(false)}
          slot="staff-reset-dialog"
        />
      )}
    </div>
  );
}
