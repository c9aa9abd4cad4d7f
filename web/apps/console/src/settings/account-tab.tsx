import { Button, Card, type Fact, FactList, KstTime } from "@naru/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { endLogin, type Login, listLogins, loginKeys } from "../api/account.ts";
import { sessionKeys } from "../api/session.ts";
import { formatLimit } from "../format/limit.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { PasswordForm } from "../session/password-form.tsx";
import { useSession } from "../session/session-context.ts";
import { CodesCard } from "./codes-card.tsx";

/** 내 계정: who I am here, my password, my codes, and where I am logged in. */
export function AccountTab() {
  const { settings: t } = useTexts();
  return (
    <div className="flex flex-col gap-5">
      <Me />
      <Card title={t.passwordTitle} data-slot="password-card">
        <div className="max-w-md">
          <PasswordForm action={t.passwordDo} slot="password" />
        </div>
      </Card>
      <CodesCard />
      <Logins />
    </div>
  );
}

function Me() {
  const { t: texts, language } = useLanguage();
  const t = texts.settings;
  const { operator } = useSession();
  const rows: Fact[] = [
    [t.name, operator.name, "me-name"],
    [t.email, operator.email, "me-email"],
    [t.role, texts.roles[operator.role], "me-role"],
    [t.limit, formatLimit(operator.refund_limit, t.noLimit, language), "me-limit"],
  ];
  return (
    <Card title={t.me} data-slot="me">
      <FactList rows={rows} />
    </Card>
  );
}

function Logins() {
  const { settings: t } = useTexts();
  const logins = useQuery({ queryKey: loginKeys.all, queryFn: listLogins });
  return (
    <Card title={t.logins} data-slot="logins">
      <p className="mb-2 text-sm leading-relaxed text-ink-soft">{t.loginsNote}</p>
      <Load query={logins}>
        {({ data }) => (
          <ul className="divide-y divide-line">
            {data.map((login) => (
              <LoginItem key={login.id} login={login} />
            ))}
          </ul>
        )}
      </Load>
    </Card>
  );
}

function LoginItem({ login }: { login: Login }) {
  const { settings: t } = useTexts();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => endLogin(login.id),
    onSuccess: () =>
      queries.invalidateQueries({ queryKey: login.current ? sessionKeys.all : loginKeys.all }),
  });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 text-sm" data-slot="login">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium break-words">
          {login.address}
          {login.current && <span className="ml-2 text-xs text-good">{t.thisBrowser}</span>}
        </p>
        <p className="text-xs break-words text-ink-soft">{login.agent}</p>
        <p className="text-xs text-ink-faint">
          {t.seenAt} <KstTime at={new Date(login.seen_at)} />
        </p>
        {end.error !== null && <ProblemNotice error={end.error} />}
      </div>
      {!login.current && (
        <Button
          size="small"
          disabled={end.isPending}
          aria-label={t.endLoginOf(login.address)}
          onClick={() => end.mutate()}
          data-slot="login-end"
        >
          {t.endLogin}
        </Button>
      )}
    </li>
  );
}
