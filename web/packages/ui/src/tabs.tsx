import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";

/** The look of a tab; the chosen one is underlined as well as coloured. */
export const tabClass =
  "inline-flex h-10 items-center gap-1.5 border-b-2 border-transparent px-3 text-sm font-medium whitespace-nowrap text-ink-soft hover:text-ink data-active:border-accent data-active:text-accent aria-[current=page]:border-accent aria-[current=page]:text-accent";

/** Where tabs stand; it scrolls sideways when they do not fit. */
export const tabListClass = "flex overflow-x-auto border-b border-line";

/** Parts of one thing, one shown at a time; arrow keys move between them. */
export function Tabs<V extends string>({
  label,
  value,
  onChange,
  tabs,
}: {
  label: string;
  value: V;
  onChange: (value: V) => void;
  tabs: readonly { value: V; label: ReactNode; panel: ReactNode }[];
}) {
  return (
    <Base.Root value={value} onValueChange={(next: V) => onChange(next)}>
      <Base.List aria-label={label} className={tabListClass}>
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.value}
            value={tab.value}
            data-slot={`tab-${tab.value}`}
            className={tabClass}
          >
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className="pt-4 outline-none">
          {tab.panel}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
