import { useQuery } from "@tanstack/react-query";
import { useLocation, useSearchParams } from "wouter";
import { listPayments, type PaymentQuery, paymentKeys } from "../api/payments.ts";
import { useTexts } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { PageHead } from "../layout/page.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { filterText, readFilters, writeFilters } from "./filters.ts";
import { Pager } from "./pager.tsx";
import { PaymentDrawer } from "./payment-drawer.tsx";
import { PaymentTable } from "./payment-table.tsx";

/** 결제 내역 조회; the chosen payment is part of the address. */
export function PaymentsPage({ impUid }: { impUid: string | null }) {
  const { payment: t } = useTexts();
  const { code } = useMerchant();
  const [search, setSearch] = useSearchParams();
  const [, go] = useLocation();
  const query = readFilters(search);
  const list = useQuery({
    queryKey: paymentKeys.page(code, query),
    queryFn: () => listPayments(code, query),
    placeholderData: (before) => before,
  });
  const change = (next: PaymentQuery) => setSearch((now) => writeFilters(now, next));
  return (
    <>
      <PageHead title={t.title} />
      <FilterBar query={query} counts={list.data?.counts ?? null} onChange={change} />
      <Load query={list}>
        {(page) => (
          <div
            aria-busy={list.isPlaceholderData}
            className={`transition-opacity delay-300 ${list.isPlaceholderData ? "opacity-50" : ""}`}
          >
            <PaymentTable rows={page.rows} query={query} chosen={impUid} onClear={change} />
            <Pager
              total={page.total}
              page={query.page}
              onPage={(to) => change({ ...query, page: to })}
            />
          </div>
        )}
      </Load>
      <PaymentDrawer impUid={impUid} onClose={() => go(`/payments${filterText(query)}`)} />
    </>
  );
}
