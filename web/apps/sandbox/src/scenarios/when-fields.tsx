import { type ControlProps, controlClass, Field } from "@naru/ui";
import type { ReactNode } from "react";
import { statuses } from "../api/payments.ts";
import type { Draft, Effect, WhenField } from "../api/scenarios.ts";
import { useTexts } from "../i18n/language.tsx";
import type { Texts } from "../i18n/texts.ts";
import { useMerchant } from "../layout/merchant-context.tsx";

/** On which occasions the chosen effect is applied; what is left empty is not looked at. */
export function WhenFields({
  effect,
  values,
  onChange,
}: {
  effect: Effect;
  values: Draft["when"];
  onChange: (values: Draft["when"]) => void;
}) {
  const texts = useTexts();
  const t = texts.scenario;
  const merchant = useMerchant();
  const hints: Readonly<Record<string, string>> = t.hints;
  const choices = choicesOf(texts, merchant.code, values.merchant);
  const set = (name: WhenField, value: string) => onChange({ ...values, [name]: value });
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-sm font-semibold">{t.whenTitle}</legend>
      <p className="mb-3 text-xs leading-relaxed text-ink-faint">{t.whenHint}</p>
      <div className="grid gap-3 sm:grid-cols-2">
        {effect.when.map((name) => (
          <Field key={name} label={t.when[name]} hint={hints[name]}>
            {(control) =>
              choices[name] === undefined ? (
                <input
                  {...control}
                  value={values[name] ?? ""}
                  maxLength={200}
                  autoComplete="off"
                  spellCheck={false}
                  onChange={(event) => set(name, event.target.value.trimStart())}
                  className={controlClass}
                  data-slot={`scenario-when-${name}`}
                />
              ) : (
                <Select
                  control={control}
                  name={name}
                  value={values[name] ?? ""}
                  onChange={(value) => set(name, value)}
                >
                  <option value="">{t.any}</option>
                  {choices[name].map(([value, label]) => (
                    <option key={value} value={value}>
                      {label}
                    </option>
                  ))}
                </Select>
              )
            }
          </Field>
        ))}
      </div>
    </fieldset>
  );
}

/** The values of the fields that have few. */
function choicesOf(
  texts: Texts,
  code: string,
  merchant: string | undefined,
): Partial<Record<WhenField, readonly (readonly [string, string])[]>> {
  const t = texts.scenario;
  const codes = new Set([code, ...(merchant === undefined || merchant === "" ? [] : [merchant])]);
  return {
    merchant: [...codes].map((one) => [one, one]),
    by: (["window", "api", "schedule"] as const).map((by) => [by, t.bys[by]]),
    event: statuses.map((status) => [status, texts.payment.statuses[status]]),
    pay_method: Object.entries(texts.methods),
  };
}

function Select({
  control,
  name,
  value,
  onChange,
  children,
}: {
  control: ControlProps;
  name: WhenField;
  value: string;
  onChange: (value: string) => void;
  children: ReactNode;
}) {
  return (
    <select
      {...control}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={controlClass}
      data-slot={`scenario-when-${name}`}
    >
      {children}
    </select>
  );
}
