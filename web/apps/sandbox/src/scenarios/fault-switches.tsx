import { Button, Card, controlClass, Field, Switch } from "@naru/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Faults, getFaults, scenarioKeys, setFaults } from "../api/scenarios.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { ProblemNotice } from "../layout/problem.tsx";

/** The faults that are a switch and no scenario. */
export function FaultSwitches() {
  const { t: texts } = useLanguage();
  const t = texts.scenario;
  const faults = useQuery({ queryKey: scenarioKeys.faults, queryFn: getFaults });
  return (
    <Card title={t.switches} data-slot="fault-switches">
      <Load query={faults}>{(now) => <Switches now={now} />}</Load>
    </Card>
  );
}

function Switches({ now }: { now: Faults }) {
  const { t: texts, language } = useLanguage();
  const t = texts.scenario;
  const queries = useQueryClient();
  const set = useMutation({
    mutationFn: setFaults,
    onSuccess: async (saved) => {
      queries.setQueryData(scenarioKeys.faults, saved);
      await queries.invalidateQueries({ queryKey: scenarioKeys.list });
    },
  });
  return (
    <div className="flex flex-col gap-4">
      <Switch
        label={t.hold}
        note={t.holdNote}
        on={now.hold}
        onChange={(hold) => set.mutateAsync({ hold })}
        slot="fault-hold"
      />
      <Switch
        label={t.double}
        note={t.doubleNote}
        on={now.doubleApproval}
        onChange={(doubleApproval) => set.mutateAsync({ doubleApproval })}
        slot="fault-double"
      />
      <DropForm
        key={now.drop}
        left={t.dropLeft(now.drop.toLocaleString(language))}
        drop={now.drop}
        onSet={(drop) => set.mutate({ drop })}
      />
      {set.error !== null && <ProblemNotice error={set.error} />}
    </div>
  );
}

function DropForm({
  drop,
  left,
  onSet,
}: {
  drop: number;
  left: string;
  onSet: (drop: number) => void;
}) {
  const { t: texts } = useLanguage();
  const t = texts.scenario;
  const [typed, setTyped] = useState(String(drop));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (/^\d{1,6}$/.test(typed)) onSet(Number(typed));
  };
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
      <Field label={t.drop} hint={left}>
        {(control) => (
          <input
            {...control}
            inputMode="numeric"
            value={typed}
            maxLength={6}
            onChange={(event) => setTyped(event.target.value.replace(/\D/g, ""))}
            className={`${controlClass} max-w-28 text-right tabular-nums`}
            data-slot="fault-drop"
          />
        )}
      </Field>
      <Button type="submit" className="mb-6" data-slot="fault-drop-set">
        {texts.app.save}
      </Button>
    </form>
  );
}
