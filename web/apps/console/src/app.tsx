import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Redirect, Route, Router, Switch } from "wouter";
import { AwayError } from "./api/errors.ts";
import { HomePage } from "./home/home-page.tsx";
import { LanguageProvider } from "./i18n/language.tsx";
import { NotFound } from "./layout/not-found.tsx";
import { PageBoundary } from "./layout/page-boundary.tsx";
import { Shell } from "./layout/shell.tsx";

// Each page comes when it is first looked at; the entry and the home come at once.
const PaymentsPage = lazy(async () => ({
  default: (await import("./payments/payments-page.tsx")).PaymentsPage,
}));
const PaymentPage = lazy(async () => ({
  default: (await import("./payment/payment-page.tsx")).PaymentPage,
}));
const DiscrepanciesPage = lazy(async () => ({
  default: (await import("./discrepancies/discrepancies-page.tsx")).DiscrepanciesPage,
}));
const WebhooksPage = lazy(async () => ({
  default: (await import("./webhooks/webhooks-page.tsx")).WebhooksPage,
}));
const SettingsPage = lazy(async () => ({
  default: (await import("./settings/settings-page.tsx")).SettingsPage,
}));
const AuditPage = lazy(async () => ({
  default: (await import("./audit/audit-page.tsx")).AuditPage,
}));

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // A server that is away comes back; a refusal stays one.
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
        <Router base="/console">
          <Shell>
            <PageBoundary>
              <Suspense fallback={null}>
                <Pages />
              </Suspense>
            </PageBoundary>
          </Shell>
        </Router>
      </LanguageProvider>
    </QueryClientProvider>
  );
}

function Pages() {
  return (
    <Switch>
      <Route path="/" component={HomePage} />
      <Route path="/payments" component={PaymentsPage} />
      <Route path="/payments/:id">{({ id }) => <PaymentPage key={id} id={id} />}</Route>
      <Route path="/discrepancies/:id?">{({ id }) => <DiscrepanciesPage id={id ?? null} />}</Route>
      <Route path="/webhooks/:side?">{({ side }) => <WebhooksPage side={side ?? "in"} />}</Route>
      <Route path="/settings/:tab">{({ tab }) => <SettingsPage tab={tab} />}</Route>
      <Route path="/settings">
        <Redirect to="/settings/account" replace />
      </Route>
      <Route path="/audit" component={AuditPage} />
      <Route component={NotFound} />
    </Switch>
  );
}
