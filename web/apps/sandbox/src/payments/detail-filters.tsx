import { controlClass } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId } from "react";
import { useProviders } from "../api/channels.ts";
import type { PaymentQuery } from "../api/payments.ts";
import { listTiers, settingKeys } from "../api/settings.ts";
import { methodName } from "../format/method.ts";
import { useTexts } from "../i18n/language.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { countDetailed } from "./filters.ts";

/** The filters that are wanted less often, folded away until one is set. */
export function DetailFilters({
  query,
  onChange,
}: {
  query: PaymentQuery;
  onChange: (part: Partial<PaymentQuery>) => void;
}) {
  const texts = useTexts();
  const t = texts.paymentSearch;
  const providers = useProviders().data ?? [];
  const methods = [
    ...new Set([...Object.keys(texts.methods), ...providers.flatMap(methodsOf)]),
  ].sort();
  const { code } = useMerchant();
  const tiers =
    useQuery({ queryKey: settingKeys.tiers(code), queryFn: () => listTiers(code) }).data ?? [];
  const count = countDetailed(query);
  return (
    <details open={count > 0 || undefined} data-slot="payment-details">
      <summary className="w-fit rounded text-sm text-ink-soft">
        {count === 0 ? t.more : t.moreSet(String(count))}
      </summary>
      <div className="mt-2 grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-6">
        <Choice
          label={texts.payment.provider}
          value={query.provider}
          options={providers.map(({ code, name }) => [code, `${name} · ${code}`])}
          onChange={(provider) => onChange({ provider })}
          slot="payment-provider"
        />
        <Choice
          label={texts.payment.method}
          value={query.method}
          options={methods.map((method) => [method, methodName(texts, method)])}
          onChange={(method) => onChange({ method })}
          slot="payment-method"
        />
        <Choice
          label={t.kind}
          value={query.kind === "all" ? "" : query.kind}
          options={[
            ["single", t.kinds.single],
            ["regular", t.kinds.regular],
          ]}
          onChange={(kind) => onChange({ kind: (kind || "all") as PaymentQuery["kind"] })}
          slot="payment-kind"
        />
        <Choice
          label={t.mode}
          value={query.mode === "all" ? "" : query.mode}
          options={[
            ["live", t.modes.live],
            ["test", t.modes.test],
          ]}
          onChange={(mode) => onChange({ mode: (mode || "all") as PaymentQuery["mode"] })}
          slot="payment-mode"
        />
        {tiers.length > 0 && (
          <Choice
            label={texts.tier.title}
            value={query.tier}
            options={tiers.map(({ code, name }) => [code, `${name} (${code})`])}
            onChange={(tier) => onChange({ tier })}
            slot="payment-tier"
          />
        )}
        {(["min", "max"] as const).map((end) => (
          <Amount key={end} end={end} value={query[end]} onChange={onChange} />
        ))}
      </div>
    </details>
  );
}

function methodsOf({ modules }: { modules: { methods: string[] }[] }): string[] {
  return modules.flatMap(({ methods }) => methods);
}

function Choice({
  label,
  value,
  options,
  onChange,
  slot,
}: {
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onChange: (value: string) => void;
  slot: string;
}) {
  const { payment } = useTexts();
  return (
    <Labelled label={label}>
      {(id) => (
        <select
          id={id}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={controlClass}
          data-slot={slot}
        >
          <option value="">{payment.statuses.all}</option>
          {options.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

/** A bound of the amount, taken when Enter is pressed or the box is left. */
function Amount({
  end,
  value,
  onChange,
}: {
  end: "min" | "max";
  value: string;
  onChange: (part: Partial<PaymentQuery>) => void;
}) {
  const { paymentSearch: t } = useTexts();
  const take = (typed: string) => {
    const digits = typed.replace(/[^\d]/g, "").slice(0, 12);
    if (digits !== value) onChange({ [end]: digits });
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    take(String(new FormData(event.currentTarget).get(end)));
  };
  return (
    <form onSubmit={submit}>
      <Labelled label={t[end]}>
        {(id) => (
          <input
            key={value}
            id={id}
            name={end}
            inputMode="numeric"
            autoComplete="off"
            defaultValue={value}
            onBlur={(event) => take(event.target.value)}
            className={`${controlClass} text-right tabular-nums`}
            data-slot={`payment-${end}`}
          />
        )}
      </Labelled>
    </form>
  );
}

function Labelled({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-xs text-ink-faint">
        {label}
      </label>
      {children(id)}
    </div>
  );
}
