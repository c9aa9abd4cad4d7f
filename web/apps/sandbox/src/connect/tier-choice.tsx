import { controlClass, Field } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { listTiers, settingKeys } from "../api/settings.ts";
import { useTexts } from "../i18n/language.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";

/** Which store a channel is for; nothing to choose where there is no sub-store. */
export function TierChoice({
  value,
  onChange,
}: {
  value: string;
  onChange: (tier: string) => void;
}) {
  const { tier: t } = useTexts();
  const { code } = useMerchant();
  const tiers = useQuery({ queryKey: settingKeys.tiers(code), queryFn: () => listTiers(code) });
  if (tiers.data === undefined || tiers.data.length === 0) return null;
  return (
    <Field label={t.store}>
      {(control) => (
        <select
          {...control}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={controlClass}
          data-slot="channel-tier"
        >
          <option value="">{t.self}</option>
          {tiers.data.map((tier) => (
            <option key={tier.code} value={tier.code}>
              {`${tier.name} (${tier.code})`}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
