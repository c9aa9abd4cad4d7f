import { buttonClass, Empty } from "@naru/ui";
import { Link } from "wouter";
import { useTexts } from "../i18n/language.tsx";
import { PageHead } from "./page.tsx";

/** The address names a merchant that this sandbox does not have. */
export function NoMerchant({ imp }: { imp: string }) {
  const { problem, app } = useTexts();
  return (
    <main className="mx-auto max-w-xl px-4 py-16">
      <PageHead title={app.name} />
      <Empty
        data-slot="no-merchant"
        title={problem.noMerchant(imp)}
        next={problem.noMerchantNext}
        action={
          <Link href="~/login" className={buttonClass("primary")}>
            {problem.goLogin}
          </Link>
        }
      />
    </main>
  );
}
