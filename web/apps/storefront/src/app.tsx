import { useEffect, useRef, useState } from "react";
import { Route, Switch, useLocation } from "wouter";
import { CartPage } from "./cart/cart-page.tsx";
import { BuyNow, CartCheckout } from "./checkout/checkout-page.tsx";
import { DeveloperDrawer } from "./developer/developer-drawer.tsx";
import { isMischievous, readMischief } from "./developer/settings.ts";
import { useTexts } from "./i18n/texts.tsx";
import { Footer } from "./layout/footer.tsx";
import { Header } from "./layout/header.tsx";
import { NotFound } from "./layout/not-found.tsx";
import { LookupPage } from "./lookup/lookup-page.tsx";
import { OrdersPage } from "./orders/orders-page.tsx";
import { ProductList } from "./products/product-list.tsx";
import { ProductPage } from "./products/product-page.tsx";
import { ReceiptPage } from "./receipt/receipt-page.tsx";
import { ResultPage } from "./result/result-page.tsx";
import { PolicyPage } from "./shop/policy-page.tsx";

/** A new page begins at its top, also for those who listen to it. */
function useArrival(): void {
  const [path] = useLocation();
  const last = useRef(path);
  useEffect(() => {
    if (last.current === path) return;
    last.current = path;
    window.scrollTo(0, 0);
    document.getElementById("main")?.focus({ preventScroll: true });
  }, [path]);
}

export function App() {
  useArrival();
  const { t } = useTexts();
  const [drawer, setDrawer] = useState(false);
  const [mischief, setMischief] = useState(readMischief);
  const broken = isMischievous(mischief);
  return (
    <div className="flex min-h-dvh flex-col">
      <Header onDeveloper={() => setDrawer(true)} />
      {broken && (
        <p
          role="status"
          data-slot="mischief"
          className="bg-warn-soft px-4 py-2 text-center text-sm text-warn"
        >
          {t.developer.on}
        </p>
      )}
      <Switch>
        <Route path="/" component={ProductList} />
        <Route path="/products/:id">{({ id }) => <ProductPage id={id} />}</Route>
        <Route path="/order/:id">{({ id }) => <BuyNow id={id} />}</Route>
        <Route path="/order" component={CartCheckout} />
        <Route path="/cart" component={CartPage} />
        <Route path="/orders" component={OrdersPage} />
        <Route path="/receipt" component={ReceiptPage} />
        <Route path="/terms">
          <PolicyPage name="terms" />
        </Route>
        <Route path="/privacy">
          <PolicyPage name="privacy" />
        </Route>
        <Route path="/refunds">
          <PolicyPage name="refunds" />
        </Route>
        <Route path="/result" component={ResultPage} />
        <Route path="/lookup" component={LookupPage} />
        <Route>
          <NotFound />
        </Route>
      </Switch>
      <Footer />
      <DeveloperDrawer
        open={drawer}
        onClose={() => setDrawer(false)}
        mischief={mischief}
        onChange={setMischief}
      />
    </div>
  );
}
