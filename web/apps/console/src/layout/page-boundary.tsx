import { Button, Notice } from "@naru/ui";
import { Component, type ReactNode } from "react";
import { useTexts } from "../i18n/language.tsx";

/**
 * Catches a page that could not be loaded, as when the payment server stopped before
 * it was first looked at, and one that broke: the menu stays.
 */
export class PageBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { problem, app } = useTexts();
  return (
    <Notice tone="warn" role="alert" data-slot="page-broken">
      <p>{problem.page}</p>
      <Button size="small" className="mt-2" onClick={() => window.location.reload()}>
        {app.retry}
      </Button>
    </Notice>
  );
}
