import { PageHead as Head } from "@naru/ui";
import type { ReactNode } from "react";
import { useTexts } from "../i18n/language.tsx";

/** A page's heading; the browser tab names the sandbox after it. */
export function PageHead(shown: { title: string; lead?: ReactNode; actions?: ReactNode }) {
  const { app } = useTexts();
  return <Head {...shown} app={app.name} />;
}
