import { Button, Card, controlClass, Field } from "@naru/ui";
import { useState } from "react";
import { useTexts } from "../i18n/language.tsx";
import { fromBox, nextMinute, toBox } from "./turn.ts";

/** Sets the clock to a time in Korea, which may not lie behind it. */
export function SetForm({
  now,
  disabled,
  onSet,
}: {
  now: Date;
  disabled: boolean;
  onSet: (time: string) => void;
}) {
  const { clock: t } = useTexts();
  // Until somebody types, the box goes along with the clock.
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? toBox(nextMinute(now));
  const time = fromBox(text);
  const past = time !== null && Date.parse(time) < now.getTime();
  const problem = time === null ? t.setProblem : past ? t.setPast : undefined;
  return (
    <Card title={t.set} data-slot="clock-set">
      <form
        noValidate
        className="flex max-w-sm flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (time === null || past) return;
          setTyped(null);
          onSet(time);
        }}
      >
        <Field label={t.setLabel} problem={problem}>
          {(control) => (
            <input
              {...control}
              type="datetime-local"
              value={text}
              onChange={(event) => setTyped(event.target.value)}
              className={controlClass}
              data-slot="clock-time"
            />
          )}
        </Field>
        <div>
          <Button
            type="submit"
            disabled={disabled || problem !== undefined}
            data-slot="clock-apply"
          >
            {t.apply}
          </Button>
        </div>
      </form>
    </Card>
  );
}
