import { Button } from "@naru/ui";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useLanguage } from "../i18n/language.tsx";
import { lastPage } from "../payments/filters.ts";

/** How many were found, and the way to the other pages. */
export function Pager({
  total,
  page,
  onPage,
}: {
  total: number;
  page: number;
  onPage: (page: number) => void;
}) {
  const { t, language } = useLanguage();
  const last = lastPage(total);
  return (
    <nav aria-label={t.payment.pages} className="mt-3 flex items-center gap-2 text-sm">
      <p className="flex-1 text-ink-soft tabular-nums" data-slot="payment-total">
        {t.payment.found(total.toLocaleString(language))}
      </p>
      {last > 1 && (
        <>
          <Button
            size="small"
            disabled={page <= 1}
            onClick={() => onPage(page - 1)}
            data-slot="page-previous"
          >
            <ChevronLeft aria-hidden className="size-4" />
            {t.payment.previous}
          </Button>
          <span className="tabular-nums" data-slot="page-now">
            {t.payment.page(page, last)}
          </span>
          <Button
            size="small"
            disabled={page >= last}
            onClick={() => onPage(page + 1)}
            data-slot="page-next"
          >
            {t.payment.following}
            <ChevronRight aria-hidden className="size-4" />
          </Button>
        </>
      )}
    </nav>
  );
}
