import { Button, controlClass, Dialog, Field } from "@naru/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import {
  addScenario,
  changeScenario,
  type Draft,
  type Effect,
  listEffects,
  scenarioKeys,
} from "../api/scenarios.ts";
import { useTexts } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { DoFields } from "./do-fields.tsx";
import type { Editing } from "./scenarios-page.tsx";
import { WhenFields } from "./when-fields.tsx";
import { effectWord } from "./words.ts";

/** The form of a scenario: an effect, what it is told, and when it is applied. */
export function ScenarioDrawer({ editing, onClose }: { editing: Editing; onClose: () => void }) {
  const { scenario: t, app } = useTexts();
  const form = useId();
  const queries = useQueryClient();
  const effects = useQuery({
    queryKey: scenarioKeys.effects,
    queryFn: listEffects,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const save = useMutation({
    mutationFn: (draft: Draft) =>
      editing.kind === "new" ? addScenario(draft) : changeScenario(editing.scenario.id, draft),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: scenarioKeys.all });
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={editing.kind === "new" ? t.add : t.edit}
      closeLabel={app.close}
      place="side"
      data-slot="scenario-drawer"
      footer={
        <>
          <Button onClick={onClose}>{app.close}</Button>
          <Button
            type="submit"
            form={form}
            tone="primary"
            disabled={save.isPending}
            data-slot="scenario-save"
          >
            {app.save}
          </Button>
        </>
      }
    >
      <Load query={effects}>
        {(list) => (
          <Form id={form} effects={list} editing={editing} onSave={(draft) => save.mutate(draft)} />
        )}
      </Load>
      {save.error !== null && (
        <div className="mt-4">
          <ProblemNotice error={save.error} />
        </div>
      )}
    </Dialog>
  );
}

function Form({
  id,
  effects,
  editing,
  onSave,
}: {
  id: string;
  effects: Effect[];
  editing: Editing;
  onSave: (draft: Draft) => void;
}) {
  const { scenario: t } = useTexts();
  const [draft, setDraft] = useState<Draft>(
    editing.kind === "old"
      ? editing.scenario
      : { name: "", off: false, effect: effects[0]?.name ?? "", when: {}, do: {} },
  );
  const effect = effects.find(({ name }) => name === draft.effect) ?? null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave({ ...draft, name: draft.name.trim() || effectWord(t, draft.effect) });
  };
  return (
    <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-5">
      <Field label={t.effect} required>
        {(control) => (
          <select
            {...control}
            value={draft.effect}
            onChange={(event) => setDraft(withEffect(draft, event.target.value, effects))}
            className={controlClass}
            data-slot="scenario-effect"
          >
            {groups(effects).map(([on, members]) => (
              <optgroup key={on} label={occasion(t.occasions, on)}>
                {members.map(({ name }) => (
                  <option key={name} value={name}>
                    {effectWord(t, name)}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        )}
      </Field>
      <Field label={t.name} hint={t.nameHint}>
        {(control) => (
          <input
            {...control}
            value={draft.name}
            maxLength={80}
            autoComplete="off"
            onChange={(event) => setDraft({ ...draft, name: event.target.value })}
            className={controlClass}
            data-slot="scenario-name-box"
          />
        )}
      </Field>
      {effect !== null && (
        <>
          <DoFields
            effect={effect}
            values={draft.do}
            onChange={(values) => setDraft({ ...draft, do: values })}
          />
          <WhenFields
            effect={effect}
            values={draft.when}
            onChange={(values) => setDraft({ ...draft, when: values })}
          />
        </>
      )}
    </form>
  );
}

/** What the new effect does not know is forgotten. */
function withEffect(draft: Draft, name: string, effects: Effect[]): Draft {
  const effect = effects.find((one) => one.name === name);
  const kept = <T extends object>(values: T, known: readonly string[]) =>
    Object.fromEntries(Object.entries(values).filter(([field]) => known.includes(field))) as T;
  return {
    ...draft,
    effect: name,
    do: kept(draft.do, effect?.do ?? []),
    when: kept(draft.when, effect?.when ?? []),
  };
}

/** The effects by the first occasion on which they are applied, in their order. */
function groups(effects: Effect[]): [string, Effect[]][] {
  const found = new Map<string, Effect[]>();
  for (const effect of effects) {
    const on = effect.on[0] ?? "";
    found.set(on, [...(found.get(on) ?? []), effect]);
  }
  return [...found];
}

function occasion(words: Readonly<Record<string, string>>, on: string): string {
  return words[on] ?? on;
}
