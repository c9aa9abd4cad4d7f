import { Button, controlClass, Field } from "@naru/ui";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { findOrder } from "../api/shop.ts";
import { useTexts } from "../i18n/texts.tsx";
import { Page, Panel } from "../layout/page.tsx";
import { Trouble } from "../layout/trouble.tsx";
import { digits } from "../order/buyer.ts";
import { resultPath } from "../result/result-path.ts";

/** A guest finds an order again by its number and the phone number. */
export function LookupPage() {
  const { t } = useTexts();
  const [, navigate] = useLocation();
  const [ref, setRef] = useState("");
  const [tel, setTel] = useState("");
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
    <Page title={t.lookup.title} data-slot="lookup">
      <p className="text-ink-soft">{t.lookup.text}</p>
      <form noValidate onSubmit={submit}>
        <Panel>
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
                onChange={(event) => setRef(event.target.value)}
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
                onChange={(event) => setTel(event.target.value)}
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
        </Panel>
      </form>
    </Page>
  );
}
