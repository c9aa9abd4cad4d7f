import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

const looks = {
  info: { box: "bg-accent-soft text-accent", icon: Info },
  good: { box: "bg-good-soft text-good", icon: CircleCheck },
  warn: { box: "bg-warn-soft text-warn", icon: TriangleAlert },
  bad: { box: "bg-bad-soft text-bad", icon: CircleAlert },
} as const;

/** A sentence or two that belong to the place where they stand. */
export function Notice({
  tone = "info",
  role,
  children,
  "data-slot": slot,
}: {
  tone?: keyof typeof looks;
  role?: "alert" | "status";
  children: ReactNode;
  "data-slot"?: string;
}) {
  const Icon = looks[tone].icon;
  return (
    <div
      role={role}
      data-slot={slot}
      className={`flex gap-2 rounded-md px-3 py-2.5 text-sm leading-relaxed ${looks[tone].box}`}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
