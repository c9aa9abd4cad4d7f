import { Notice } from "@naru/ui";
import type { Texts } from "../i18n/ko.ts";
import { useTexts } from "../i18n/texts.tsx";
import { Page } from "../layout/page.tsx";

/** One of the pages that a card company wants to read before it lets a shop sell. */
export function PolicyPage({ name }: { name: keyof Texts["policies"] }) {
  const { t } = useTexts();
  const policy = t.policies[name];
  return (
    <Page title={policy.title} data-slot={`policy-${name}-page`}>
      <Notice tone="warn">{t.footer.demo}</Notice>
      {policy.parts.map(({ title, text }) => (
        <section key={title} className="flex flex-col gap-1.5">
          <h2 className="text-base font-semibold">{title}</h2>
          {text.map((paragraph) => (
            <p key={paragraph} className="leading-relaxed text-ink-soft">
              {paragraph}
            </p>
          ))}
        </section>
      ))}
    </Page>
  );
}
