import { useQuery } from "@tanstack/react-query";
import { useLocation, useSearchParams } from "wouter";
import { listPayments, type PaymentQuery, paymentKeys } from "../api/payments.ts";
import { useTexts } from "../i18n/language.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { PageHead } from "../layout/page.tsx";
import { Faded } from "../list/faded.tsx";
import { Pager } from "../list/pager.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { filterText, readFilters, writeFilters } from "./filters.ts";
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
      <Faded query={list}>
        {(page) => (
          <>
            <PaymentTable rows={page.rows} query={query} chosen={impUid} onClear={change} />
            <Pager
              total={page.total}
              page={query.page}
              onPage={(to) => change({ ...query, page: to })}
            />
          </>
        )}
      </Faded>
      <PaymentDrawer impUid={impUid} onClose={() => go(`/payments${filterText(query)}`)} />
    </>
  );
}
