import { controlClass, Field, Switch } from "@naru/ui";
import type { DoField, Draft, Effect } from "../api/scenarios.ts";
import { useTexts } from "../i18n/language.tsx";

const numeric: readonly DoField[] = ["ms", "copies", "amount"];

/** What the chosen effect can be told. */
export function DoFields({
  effect,
  values,
  onChange,
}: {
  effect: Effect;
  values: Draft["do"];
  onChange: (values: Draft["do"]) => void;
}) {
  const { scenario: t } = useTexts();
  if (effect.do.length === 0) return null;
  const set = (name: DoField, value: string) => onChange({ ...values, [name]: value });
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="mb-1 text-sm font-semibold">{t.what}</legend>
      {effect.do.map((name) =>
        name === "after" ? (
          <Switch
            key={name}
            label={t.do.after}
            note={t.afterNote}
            on={values.after === "true"}
            onChange={(on) => set("after", on ? "true" : "")}
            slot="scenario-do-after"
          />
        ) : (
          <Field
            key={name}
            label={t.do[name]}
            required={effect.needs.includes(name)}
            hint={hints(t.hints)[name]}
          >
            {(control) => (
              <input
                {...control}
                inputMode={numeric.includes(name) ? "numeric" : "text"}
                value={values[name] ?? ""}
                maxLength={200}
                autoComplete="off"
                onChange={(event) => set(name, event.target.value.trim())}
                className={controlClass}
                data-slot={`scenario-do-${name}`}
              />
            )}
          </Field>
        ),
      )}
    </fieldset>
  );
}

function hints(words: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return words;
}
