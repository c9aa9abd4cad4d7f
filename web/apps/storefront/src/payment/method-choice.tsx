import { Choices } from "@naru/ui";
import { useTexts } from "../i18n/texts.tsx";
import { type MethodName, methodNames } from "./methods.ts";

export function MethodChoice({
  legend,
  value,
  onChange,
}: {
  legend: string;
  value: MethodName;
  onChange: (method: MethodName) => void;
}) {
  const { t } = useTexts();
  return (
    <Choices
      legend={legend}
      name="method"
      data-slot="method"
      layout="stack"
      value={value}
      onChange={onChange}
      options={methodNames.map((name) => ({
        value: name,
        label: t.methods[name].name,
        note: t.methods[name].note,
      }))}
    />
  );
}
