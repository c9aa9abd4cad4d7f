import { Button, controlClass, Field } from "@naru/ui";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { findOrder } from "../api/shop.ts";
import { useTexts } from "../i18n/texts.tsx";
import { useKept } from "../kept.ts";
import { Trouble } from "../layout/trouble.tsx";
import { digits } from "../order/buyer.ts";
import { resultPath } from "../result/result-path.ts";

const nothing = { ref: "", tel: "" };

/** A guest finds an order again by its number and the phone number. */
export function LookupForm() {
  const { t } = useTexts();
  const [, navigate] = useLocation();
  const [{ ref, tel }, setTyped] = useKept("naru-lookup", nothing);
  const [checked, setChecked] = useState(false);
  const find = useMutation({
    mutationFn: () => findOrder(ref, tel),
    onSuccess: (key) => navigate(resultPath(key)),
  });
  const refWrong = ref.trim() === "";
  const telWrong = digits(tel).length < 9;

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setChecked(true);
    if (!refWrong && !telWrong) find.mutate();
    else {
      event.currentTarget
        .querySelector<HTMLInputElement>(refWrong ? "[name=ref]" : "[name=tel]")
        ?.focus();
    }
  };

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <Field
        label={t.lookup.ref}
        hint={t.lookup.refHint}
        required
        problem={checked && refWrong ? t.lookup.refWrong : undefined}
      >
        {(control) => (
          <input
            {...control}
            name="ref"
            data-slot="lookup-ref"
            autoComplete="off"
            autoCapitalize="characters"
            className={`${controlClass} text-base`}
            value={ref}
            onChange={(event) => setTyped({ ref: event.target.value, tel })}
          />
        )}
      </Field>
      <Field
        label={t.lookup.tel}
        required
        problem={checked && telWrong ? t.lookup.telWrong : undefined}
      >
        {(control) => (
          <input
            {...control}
            name="tel"
            type="tel"
            data-slot="lookup-tel"
            autoComplete="tel"
            className={`${controlClass} text-base`}
            value={tel}
            onChange={(event) => setTyped({ ref, tel: event.target.value })}
          />
        )}
      </Field>
      {find.isError && <Trouble error={find.error} />}
      <Button
        type="submit"
        tone="primary"
        className="h-12 text-base"
        data-slot="lookup-find"
        disabled={find.isPending}
      >
        {t.lookup.find}
      </Button>
    </form>
  );
}
