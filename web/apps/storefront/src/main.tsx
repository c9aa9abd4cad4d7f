import "reflect-metadata";
import "./index.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { newQueryClient } from "./api/queries.ts";
import { App } from "./app.tsx";
import { readEnv } from "./env.ts";
import { TextsProvider } from "./i18n/texts.tsx";

function main() {
  // Without the SDK the shop can still be looked at; paying says what is missing.
  Reflect.get(window, "IMP")?.init(readEnv().PORTONE_IMP);

  const root = document.getElementById("root");
  if (root === null) throw new Error("index.html has no #root");
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={newQueryClient()}>
        <TextsProvider>
          <App />
        </TextsProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}

main();
