import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Redirect, Route, Switch } from "wouter";
import { AwayError } from "./api/client.ts";
import { LoginPage } from "./entry/login-page.tsx";
import { remembered } from "./entry/remembered.ts";
import { SignUpPage } from "./entry/sign-up-page.tsx";
import { HomePage } from "./home/home-page.tsx";
import { LanguageProvider } from "./i18n/language.tsx";
import { NotFound } from "./layout/not-found.tsx";
import { PageBoundary } from "./layout/page-boundary.tsx";
import { Shell } from "./layout/shell.tsx";

// Each page comes when it is first looked at; 홈 and the entry come at once.
const AccountPage = lazy(async () => ({
  default: (await import("./account/account-page.tsx")).AccountPage,
}));
const BillingPage = lazy(async () => ({
  default: (await import("./billing/billing-page.tsx")).BillingPage,
}));
const ClockPage = lazy(async () => ({
  default: (await import("./clock/clock-page.tsx")).ClockPage,
}));
const ChannelWizard = lazy(async () => ({
  default: (await import("./connect/channel-wizard.tsx")).ChannelWizard,
}));
const ConnectPage = lazy(async () => ({
  default: (await import("./connect/connect-page.tsx")).ConnectPage,
}));
const HooksPage = lazy(async () => ({
  default: (await import("./hooks/hooks-page.tsx")).HooksPage,
}));
const PaymentsPage = lazy(async () => ({
  default: (await import("./payments/payments-page.tsx")).PaymentsPage,
}));
const RecordPage = lazy(async () => ({
  default: (await import("./record/record-page.tsx")).RecordPage,
}));

const ReceiptsPage = lazy(async () => ({
  default: (await import("./receipts/receipts-page.tsx")).ReceiptsPage,
}));
const CertificationsPage = lazy(async () => ({
  default: (await import("./certifications/certifications-page.tsx")).CertificationsPage,
}));
const ScenariosPage = lazy(async () => ({
  default: (await import("./scenarios/scenarios-page.tsx")).ScenariosPage,
}));

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // A sandbox that is away comes back; a refusal stays one.
      retry: (_, error) => error instanceof AwayError,
      retryDelay: 1500,
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <LanguageProvider>
        <Switch>
          <Route path="/">
            <Redirect to={remembered() === null ? "/login" : `/m/${remembered()}`} replace />
          </Route>
          <Route path="/login" component={LoginPage} />
          <Route path="/signup" component={SignUpPage} />
          <Route path="/m/:imp" nest>
            {({ imp }) => (
              <Shell key={imp} imp={imp}>
                <PageBoundary>
                  <Suspense fallback={null}>
                    <MerchantPages />
                  </Suspense>
                </PageBoundary>
              </Shell>
            )}
          </Route>
          <Route component={NotFound} />
        </Switch>
      </LanguageProvider>
    </QueryClientProvider>
  );
}

function MerchantPages() {
  return (
    <Switch>
      <Route path="/" component={HomePage} />
      <Route path="/payments/:impUid?">
        {({ impUid }) => <PaymentsPage impUid={impUid ?? null} />}
      </Route>
      <Route path="/billing/:tab?">{({ tab }) => <BillingPage tab={tab ?? "schedules"} />}</Route>
      <Route path="/receipts" component={ReceiptsPage} />
      <Route path="/certifications" component={CertificationsPage} />
      <Route path="/hooks" component={HooksPage} />
      <Route path="/connect/channels/new" component={ChannelWizard} />
      <Route path="/connect/:tab">{({ tab }) => <ConnectPage tab={tab} />}</Route>
      <Route path="/connect">
        <Redirect to="/connect/channels" replace />
      </Route>
      <Route path="/account/:tab?">{({ tab }) => <AccountPage tab={tab ?? "shop"} />}</Route>
      <Route path="/record" component={RecordPage} />
      <Route path="/scenarios" component={ScenariosPage} />
      <Route path="/clock" component={ClockPage} />
      <Route component={NotFound} />
    </Switch>
  );
}
