import { type ReactNode, useId } from "react";

/** The look of every text box and select. */
export const controlClass =
  "h-10 w-full min-w-0 rounded-md border border-edge bg-surface px-3 text-sm text-ink placeholder:text-ink-faint [&[readonly]]:bg-raised [&[readonly]]:text-ink-soft disabled:bg-raised disabled:text-ink-soft aria-invalid:border-bad";

/** What a control needs so that its label, hint and problem are read with it. */
export type ControlProps = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
};

/** A labelled control with an optional hint and an optional problem. */
export function Field({
  label,
  hint,
  problem,
  required = false,
  children,
}: {
  label: string;
  hint?: ReactNode;
  problem?: string | undefined;
  required?: boolean;
  children: (control: ControlProps) => ReactNode;
}) {
  const id = useId();
  const described = [
    hint === undefined ? "" : `${id}-hint`,
    problem === undefined ? "" : `${id}-problem`,
  ]
    .filter((part) => part !== "")
    .join(" ");
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium text-ink">
        {label}
        {required && (
          <span aria-hidden className="ml-0.5 text-bad">
            *
          </span>
        )}
      </label>
      {children({
        id,
        "aria-describedby": described === "" ? undefined : described,
        "aria-invalid": problem === undefined ? undefined : true,
      })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-xs leading-relaxed text-ink-faint">
          {hint}
        </p>
      )}
      {problem !== undefined && (
        <p id={`${id}-problem`} role="alert" className="text-xs leading-relaxed text-bad">
          {problem}
        </p>
      )}
    </div>
  );
}
