import { Choices, controlClass, Field } from "@naru/ui";
import { useId } from "react";
import { type ReceiptOrder, receiptTypes } from "../api/receipts.ts";
import { useTexts } from "../i18n/language.tsx";

/** For whom a receipt is: 소득공제 or 지출증빙, and a number. */
export function PersonFields({
  value,
  onChange,
}: {
  value: ReceiptOrder;
  onChange: (value: ReceiptOrder) => void;
}) {
  const { receipt: t } = useTexts();
  const name = useId();
  return (
    <>
      <Choices
        legend={t.type}
        name={name}
        value={value.type}
        options={receiptTypes.map((type) => ({ value: type, label: t.types[type] }))}
        onChange={(type) => onChange({ identifier: value.identifier, type })}
        data-slot="receipt-type"
      />
      <Field label={t.identifier} hint={t.identifierHint} required>
        {(control) => (
          <input
            {...control}
            value={value.identifier}
            inputMode="numeric"
            maxLength={20}
            autoComplete="off"
            onChange={(event) => onChange({ identifier: event.target.value, type: value.type })}
            className={controlClass}
            data-slot="receipt-identifier"
          />
        )}
      </Field>
    </>
  );
}
