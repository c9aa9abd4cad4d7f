import { Badge, type Column, Empty, KstTime, Table, type Tone } from "@naru/ui";
import { useQuery } from "@tanstack/react-query";
import {
  type Certification,
  type CertificationState,
  certificationKeys,
  listCertifications,
} from "../api/certifications.ts";
import { useTexts } from "../i18n/language.tsx";
import { Copy } from "../layout/code.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { PageHead } from "../layout/page.tsx";
import { Faded } from "../list/faded.tsx";
import { useListQuery } from "../list/list-query.ts";
import { Pager } from "../list/pager.tsx";

const tones: Record<CertificationState, Tone> = {
  waiting: "warn",
  certified: "good",
  failed: "bad",
};

/** 본인인증 조회, with the digits of the SMS that nobody receives. */
export function CertificationsPage() {
  const { certification: t } = useTexts();
  const { code } = useMerchant();
  const [query, change] = useListQuery([]);
  const list = useQuery({
    queryKey: certificationKeys.page(code, query.page),
    queryFn: () => listCertifications(code, query.page),
    placeholderData: (before) => before,
  });
  const columns = useColumns();
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <Faded query={list}>
        {(page) => (
          <>
            <Table
              caption={t.title}
              columns={columns}
              rows={page.rows}
              rowKey={(row) => row.impUid}
              empty={<Empty title={t.empty} next={t.emptyNext} />}
            />
            <Pager total={page.total} page={query.page} onPage={(to) => change({ page: to })} />
          </>
        )}
      </Faded>
    </>
  );
}

function useColumns(): Column<Certification>[] {
  const texts = useTexts();
  const t = texts.certification;
  return [
    {
      key: "state",
      head: t.state,
      cell: (row) => (
        <Badge tone={tones[row.state]} data-slot="certification-state">
          {t.states[row.state]}
        </Badge>
      ),
    },
    {
      key: "uid",
      head: texts.payment.uid,
      cell: (row) => (
        <div className="font-mono text-xs leading-relaxed">
          <p>{row.impUid}</p>
          <p className="max-w-44 truncate text-ink-faint" title={row.merchantUid}>
            {row.merchantUid}
          </p>
        </div>
      ),
    },
    {
      key: "otp",
      head: t.otp,
      cell: (row) =>
        row.otp === "" ? (
          <span className="text-ink-faint">–</span>
        ) : (
          <span className="inline-flex items-center">
            <code className="font-mono text-base font-semibold" data-slot="otp">
              {row.otp}
            </code>
            <Copy text={row.otp} name={t.otp} data-slot="copy-otp" />
          </span>
        ),
    },
    {
      key: "who",
      head: t.who,
      cell: (row) => (
        <div className="text-xs leading-relaxed">
          <p>{row.name}</p>
          <p className="whitespace-nowrap text-ink-faint">
            {[row.phone, row.birthday].filter((part) => part !== "").join(" · ")}
          </p>
          {row.failReason !== "" && <p className="text-bad">{row.failReason}</p>}
        </div>
      ),
    },
    {
      key: "pg",
      head: texts.payment.provider,
      wide: true,
      cell: (row) => (
        <div className="text-xs leading-relaxed">
          <p className="font-mono">{`${row.provider}.${row.pgId}`}</p>
          <p className="text-ink-faint">{row.way}</p>
        </div>
      ),
    },
    {
      key: "at",
      head: t.at,
      wide: true,
      cell: (row) => <KstTime at={row.certifiedAt ?? row.startedAt} className="text-xs" />,
    },
  ];
}
