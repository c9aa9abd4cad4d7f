import { Button, Choices, controlClass, Field } from "@naru/ui";
import { useState } from "react";
import type { Module } from "../api/channels.ts";
import { useTexts } from "../i18n/language.tsx";
import { meantMid } from "./channel-form.ts";

// No MID has a space, so this cannot be one.
const TYPED = "typed by hand";

/** PG상점아이디: one of the shared test ids, or typed. */
export function MidChoice({
  module,
  shared,
  mid,
  wrong,
  onChange,
}: {
  module: Module;
  /** Whether the shared test ids are offered: not for 실연동. */
  shared: boolean;
  mid: string;
  wrong: boolean;
  onChange: (mid: string, shared: boolean) => void;
}) {
  const { wizard: t } = useTexts();
  const [typing, setTyping] = useState(!shared);
  const offered = shared ? module.testMids : [];
  const meant = typing ? meantMid(module, mid) : null;
  const options = [
    ...offered.map((one) => ({ value: one.mid, label: one.mid, note: one.name })),
    { value: TYPED, label: t.midTyped },
  ];
  const chosen = typing ? TYPED : mid;
  return (
    <div className="flex flex-col gap-2">
      {offered.length > 0 && (
        <>
          <Choices
            legend={`${t.mid} *`}
            name="mid"
            value={chosen}
            options={options}
            onChange={(value) => {
              setTyping(value === TYPED);
              onChange(value === TYPED ? "" : value, value !== TYPED);
            }}
            layout="stack"
            data-slot="channel-mid"
          />
          <p className="text-xs text-ink-faint">{t.midShared}</p>
        </>
      )}
      {typing && (
        <Field
          label={offered.length > 0 ? t.midTypedLabel : t.mid}
          required
          problem={wrong ? t.midProblem : undefined}
        >
          {(control) => (
            <input
              {...control}
              value={mid}
              maxLength={80}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => onChange(event.target.value.trim(), false)}
              className={`${controlClass} font-mono`}
              data-slot="channel-mid-typed"
            />
          )}
        </Field>
      )}
      {!typing && wrong && (
        <p role="alert" className="text-xs text-bad">
          {t.midProblem}
        </p>
      )}
      {meant !== null && (
        <p role="status" className="text-xs text-warn">
          {t.midMeant(meant)}{" "}
          <Button
            size="small"
            onClick={() => {
              setTyping(!shared);
              onChange(meant, shared);
            }}
            data-slot="channel-mid-meant"
          >
            {meant}
          </Button>
        </p>
      )}
    </div>
  );
}
