import { DayRange, FilterBar, SearchBox, SelectFilter, StateTabs } from "@naru/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { listPayments, type PaymentFilter, paymentKeys, paymentStates } from "../api/payments.ts";
import { useLanguage } from "../i18n/language.tsx";
import { PageHead } from "../layout/page.tsx";
import { CursorPager, useCursor } from "../list/cursor-pager.tsx";
import { Faded } from "../list/faded.tsx";
import { ExportButton } from "./export-dialog.tsx";
import { noFilter, usePaymentFilter } from "./filters.ts";
import { PaymentTable } from "./payment-table.tsx";

/** 결제 내역 조회: search, filters and pages, all of them in the address. */
export function PaymentsPage() {
  const { t } = useLanguage();
  const [filter, change] = usePaymentFilter();
  const { cursor } = useCursor();
  const list = useQuery({
    queryKey: paymentKeys.page(filter, cursor),
    queryFn: () => listPayments(filter, cursor),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <PageHead
        title={t.payments.title}
        lead={t.payments.lead}
        actions={<ExportButton from={filter.from} to={filter.to} />}
      />
      <div className="mb-3">
        <SearchBox
          value={filter.q}
          hint={t.payments.searchHint}
          words={{ search: t.payments.search, clear: t.payments.clearSearch }}
          onSearch={(q) => change({ q })}
        />
      </div>
      <Filters filter={filter} onChange={change} />
      <Faded query={list}>
        {({ data, next_cursor }) => (
          <>
            <PaymentTable rows={data} filter={filter} onClear={() => change(noFilter)} />
            <CursorPager next={next_cursor} label={t.payments.pages} />
          </>
        )}
      </Faded>
    </>
  );
}

const methods = ["card", "trans", "vbank", "phone", "kakaopay", "naverpay", "tosspay", "payco"];

function Filters({
  filter,
  onChange,
}: {
  filter: PaymentFilter;
  onChange: (part: Partial<PaymentFilter>) => void;
}) {
  const { t: texts, language } = useLanguage();
  const t = texts.payments;
  const names: Readonly<Record<string, string>> = texts.methods;
  // A method that came with the address is offered, too.
  const offered = [...new Set([...methods, filter.method].filter((method) => method !== ""))];
  return (
    <>
      <div className="mb-3">
        <StateTabs
          legend={t.state}
          states={["all", ...paymentStates] as const}
          value={filter.state === "" ? "all" : filter.state}
          words={{ all: t.all, ...texts.states }}
          counts={null}
          language={language}
          onChange={(state) => onChange({ state: state === "all" ? "" : state })}
        />
      </div>
      <FilterBar label={t.filters}>
        <SelectFilter
          label={t.method}
          value={filter.method}
          all={t.all}
          options={offered.map((value) => ({ value, label: names[value] ?? value }))}
          onChange={(method) => onChange({ method })}
          slot="payment-method"
        />
        <DayRange
          from={filter.from}
          to={filter.to}
          words={{ from: t.from, to: t.to }}
          onChange={onChange}
          slot="payment"
        />
      </FilterBar>
    </>
  );
}
