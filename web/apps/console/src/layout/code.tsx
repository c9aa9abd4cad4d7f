import { CopyButton } from "@naru/ui";
import { useTexts } from "../i18n/language.tsx";

/** Copies a value; name says what, for those who cannot see where it stands. */
export function Copy({
  text,
  name,
  shape,
  label,
  "data-slot": slot,
}: {
  text: string;
  name: string;
  shape?: "icon" | "word";
  label?: string;
  "data-slot"?: string;
}) {
  const { app } = useTexts();
  return (
    <CopyButton
      text={text}
      name={name}
      label={label ?? app.copy}
      copied={app.copied}
      failed={app.copyFailed}
      shape={shape ?? "icon"}
      {...(slot === undefined ? {} : { "data-slot": slot })}
    />
  );
}

/** Lines to be pasted elsewhere, with a button that copies them. */
export function CodeBlock({
  text,
  name,
  "data-slot": slot,
}: {
  text: string;
  name: string;
  "data-slot"?: string;
}) {
  return (
    <div className="flex items-start gap-1 rounded-md border border-line bg-raised py-1 pr-1 pl-3">
      <pre className="min-w-0 flex-1 overflow-x-auto py-1.5 font-mono text-xs leading-relaxed break-all whitespace-pre-wrap">
        {text}
      </pre>
      <Copy text={text} name={name} {...(slot === undefined ? {} : { "data-slot": slot })} />
    </div>
  );
}
