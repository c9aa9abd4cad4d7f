import { Dialog } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { developerKeys } from "../api/queries.ts";
import { fetchLinks } from "../api/shop.ts";
import { useTexts } from "../i18n/texts.tsx";
import { keyOfSearch } from "../result/result-path.ts";
import { Prepare } from "./prepare.tsx";
import { keepMischief, type Mischief } from "./settings.ts";
import { TraceList } from "./trace-list.tsx";

/** Breaks payments on purpose, and shows what the servers did about it. */
export function DeveloperDrawer({
  open,
  onClose,
  mischief,
  onChange,
}: {
  open: boolean;
  onClose: () => void;
  mischief: Mischief;
  onChange: (mischief: Mischief) => void;
}) {
  const { t } = useTexts();
  const words = t.developer;
  const [path] = useLocation();
  const search = useSearch();
  const order = useMemo(() => (path === "/result" ? keyOfSearch(search) : null), [path, search]);
  const change = (next: Mischief) => {
    keepMischief(next);
    onChange(next);
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={words.title}
      closeLabel={t.close}
      place="side"
      data-slot="developer"
    >
      <div className="flex flex-col gap-6">
        <p className="text-sm leading-relaxed text-ink-soft">{words.text}</p>
        <div className="flex flex-col gap-3">
          <Switch
            label={words.forge}
            note={words.forgeNote}
            slot="forge-amount"
            checked={mischief.forgeAmount}
            onChange={(forgeAmount) => change({ ...mischief, forgeAmount })}
          />
          <Switch
            label={words.lose}
            note={words.loseNote}
            slot="lose-callback"
            checked={mischief.loseCallback}
            onChange={(loseCallback) => change({ ...mischief, loseCallback })}
          />
          <Switch
            label={words.twice}
            note={words.twiceNote}
            slot="pay-twice"
            checked={mischief.payTwice}
            onChange={(payTwice) => change({ ...mischief, payTwice })}
          />
          <Switch
            label={words.slow}
            note={words.slowNote}
            slot="slow"
            checked={mischief.slow}
            onChange={(slow) => change({ ...mischief, slow })}
          />
        </div>
        {order !== null && (
          <section className="flex flex-col gap-3">
            <h3 className="font-semibold">{words.staff}</h3>
            <Prepare orderKey={order} />
          </section>
        )}
        <section className="flex flex-col gap-3">
          <h3 className="font-semibold">{words.trace}</h3>
          {order === null ? (
            <p className="text-sm text-ink-soft">{words.traceNote}</p>
          ) : (
            <TraceList orderKey={order} />
          )}
        </section>
        <Links />
      </div>
    </Dialog>
  );
}

function Switch({
  label,
  note,
  slot,
  checked,
  onChange,
}: {
  label: string;
  note: string;
  slot: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  const [id] = useState(() => `${slot}-note`);
  return (
    <label className="flex cursor-pointer items-start gap-3 rounded-md border border-line p-3">
      <input
        type="checkbox"
        data-slot={slot}
        checked={checked}
        aria-describedby={id}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-1 size-4 shrink-0 accent-accent"
      />
      <span>
        <span className="block text-sm font-medium">{label}</span>
        <span id={id} className="block text-sm leading-relaxed text-ink-soft">
          {note}
        </span>
      </span>
    </label>
  );
}

function Links() {
  const { t } = useTexts();
  const links = useQuery({
    queryKey: developerKeys.links,
    queryFn: ({ signal }) => fetchLinks(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (links.data === undefined || links.data.sandboxConsole === "") return null;
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold">{t.developer.links}</h3>
      <a
        href={links.data.sandboxConsole}
        target="_blank"
        rel="noreferrer"
        className="text-sm text-accent underline"
        data-slot="sandbox-console"
      >
        {t.developer.sandbox}
      </a>
    </section>
  );
}
