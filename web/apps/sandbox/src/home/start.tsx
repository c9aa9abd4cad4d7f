import { Card } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { channelKeys, listChannels, pgOf } from "../api/channels.ts";
import { getState, stateKeys } from "../api/state.ts";
import { useTexts } from "../i18n/language.tsx";
import { CodeBlock } from "../layout/code.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { envLines, initLine, scriptLine } from "./snippets.ts";

/** The four steps that point a shop at this sandbox, each ready to be copied. */
export function Start({ open }: { open: boolean }) {
  const { home: t } = useTexts();
  if (open) {
    return (
      <Card title={t.startTitle} data-slot="home-start">
        <p className="-mt-2 mb-4 text-sm text-ink-soft">{t.startLead}</p>
        <Steps />
      </Card>
    );
  }
  return (
    <details className="rounded-xl border border-line bg-surface p-4 sm:p-5" data-slot="home-start">
      <summary className="font-semibold">{t.startTitle}</summary>
      <div className="mt-4">
        <Steps />
      </div>
    </details>
  );
}

function Steps() {
  const { home: t } = useTexts();
  const { code } = useMerchant();
  const channels = useQuery({ queryKey: channelKeys.of(code), queryFn: () => listChannels(code) });
  const state = useQuery({ queryKey: stateKeys.all, queryFn: getState });
  const count = channels.data?.length ?? 0;
  const first = channels.data?.[0];
  const script = scriptLine(window.location.origin);
  const init = initLine(code);
  const env = envLines({
    imp: code,
    pg: first === undefined ? "html5_inicis.INIpayTest" : pgOf(first),
    rest: state.data?.restUrl ?? "",
  });
  return (
    <ol className="flex flex-col gap-5">
      <Step number={1} text={count === 0 ? t.stepChannel : t.stepChannelDone(count)}>
        <Link href="/connect/channels" className={linkClass} data-slot="start-channels">
          {t.toChannels}
        </Link>
      </Step>
      <Step number={2} text={t.stepScript}>
        <CodeBlock text={script} name={t.script} data-slot="copy-script" />
      </Step>
      <Step number={3} text={t.stepInit}>
        <CodeBlock text={init} name={t.init} data-slot="copy-init" />
      </Step>
      <Step number={4} text={t.stepServer}>
        <CodeBlock text={env} name={t.env} data-slot="copy-env" />
        <Link href="/connect/keys" className={`${linkClass} mt-2 inline-block`}>
          {t.toKeys}
        </Link>
      </Step>
    </ol>
  );
}

const linkClass = "text-sm font-medium text-accent underline underline-offset-4";

function Step({ number, text, children }: { number: number; text: string; children: ReactNode }) {
  return (
    <li className="flex gap-3">
      <span
        aria-hidden
        className="flex size-6 shrink-0 items-center justify-center rounded-full bg-accent-soft text-xs font-semibold text-accent"
      >
        {number}
      </span>
      <div className="min-w-0 flex-1">
        <p className="mb-1.5 text-sm leading-6">{text}</p>
        {children}
      </div>
    </li>
  );
}
