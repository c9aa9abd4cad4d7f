import { buttonClass, tabClass, tabListClass } from "@naru/ui";
import { Plus } from "lucide-react";
import { Link } from "wouter";
import { useTexts } from "../i18n/language.tsx";
import { NotFound } from "../layout/not-found.tsx";
import { PageHead } from "../layout/page.tsx";
import { ApiKeys } from "./api-keys.tsx";
import { ChannelList } from "./channel-list.tsx";
import { MoreSettings } from "./more-settings.tsx";
import { WebhookSettingsPanel } from "./webhook-settings.tsx";

/** 결제 연동: channels, keys and webhooks, each with its own address. */
export function ConnectPage({ tab }: { tab: string }) {
  const { connect, channel } = useTexts();
  const tabs = [
    { id: "channels", label: connect.channels, panel: <ChannelList /> },
    { id: "keys", label: connect.keys, panel: <ApiKeys /> },
    { id: "webhook", label: connect.webhook, panel: <WebhookSettingsPanel /> },
    { id: "more", label: connect.more, panel: <MoreSettings /> },
  ];
  const chosen = tabs.find(({ id }) => id === tab);
  if (chosen === undefined) return <NotFound />;
  return (
    <>
      <PageHead
        title={connect.title}
        actions={
          tab === "channels" && (
            <Link
              href="/connect/channels/new"
              data-slot="channel-add"
              className={buttonClass("primary")}
            >
              <Plus aria-hidden className="size-4" />
              {channel.add}
            </Link>
          )
        }
      />
      <LinkTabs label={connect.tabs} base="/connect" chosen={tab} tabs={tabs} />
      <div className="pt-5">{chosen.panel}</div>
    </>
  );
}

/** Tabs that are pages: each is a link, so that it can be opened and shared. */
export function LinkTabs({
  label,
  base,
  chosen,
  tabs,
}: {
  label: string;
  base: string;
  chosen: string;
  tabs: readonly { id: string; label: string }[];
}) {
  return (
    <nav aria-label={label} className={tabListClass}>
      {tabs.map((tab) => (
        <Link
          key={tab.id}
          href={`${base}/${tab.id}`}
          data-slot={`tab-${tab.id}`}
          aria-current={tab.id === chosen ? "page" : undefined}
          className={tabClass}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
