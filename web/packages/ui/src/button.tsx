import type { ButtonHTMLAttributes } from "react";

const tones = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong border-transparent",
  plain: "bg-surface text-ink hover:bg-raised border-line",
  quiet: "bg-transparent text-ink-soft hover:bg-raised hover:text-ink border-transparent",
  danger: "bg-bad text-on-bad hover:opacity-90 border-transparent",
} as const;

const sizes = {
  small: "h-8 px-2.5 text-sm gap-1.5",
  normal: "h-10 px-4 text-sm gap-2",
} as const;

/** The look of a button, for links that act like one. */
export function buttonClass(
  tone: keyof typeof tones = "plain",
  size: keyof typeof sizes = "normal",
): string {
  return `inline-flex shrink-0 items-center justify-center rounded-md border font-medium whitespace-nowrap transition-colors disabled:opacity-50 disabled:cursor-not-allowed aria-disabled:opacity-50 ${tones[tone]} ${sizes[size]}`;
}

export function Button({
  tone = "plain",
  size = "normal",
  className = "",
  type = "button",
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & {
  tone?: keyof typeof tones;
  size?: keyof typeof sizes;
  "data-slot"?: string;
}) {
  return <button type={type} className={`${buttonClass(tone, size)} ${className}`} {...rest} />;
}
