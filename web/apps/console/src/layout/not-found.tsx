import { buttonClass } from "@naru/ui";
import { Link } from "wouter";
import { useTexts } from "../i18n/language.tsx";
import { PageHead } from "./page.tsx";

export function NotFound() {
  const { problem } = useTexts();
  return (
    <div className="py-16">
      <PageHead title={problem.notFound} lead={problem.notFoundNext} />
      <p data-slot="not-found">
        <Link href="/" className={buttonClass("primary")}>
          {problem.goHome}
        </Link>
      </p>
    </div>
  );
}
