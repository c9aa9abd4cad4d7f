import { PageHead as Shared } from "@naru/ui";
import type { ReactNode } from "react";
import { useTexts } from "../i18n/language.tsx";

/** A page's heading with its lead and its actions; it names the browser tab too. */
export function PageHead(parts: { title: string; lead?: ReactNode; actions?: ReactNode }) {
  const { app } = useTexts();
  return <Shared app={app.name} {...parts} />;
}
