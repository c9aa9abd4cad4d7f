import { buttonClass, Empty } from "@naru/ui";
import { Link } from "wouter";
import { useTexts } from "../i18n/language.tsx";

export function NotFound() {
  const { problem } = useTexts();
  return (
    <div className="py-16">
      <Empty
        data-slot="not-found"
        title={problem.notFound}
        next={problem.notFoundNext}
        action={
          <Link href="/" className={buttonClass("primary")}>
            {problem.goHome}
          </Link>
        }
      />
    </div>
  );
}
