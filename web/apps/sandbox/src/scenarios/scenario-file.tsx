import { Button, Notice } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Download, Upload } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { fileOf, importScenarios, type Scenario, scenarioKeys } from "../api/scenarios.ts";
import { useLanguage } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";

/** Scenarios out to a file, and in from one; the same form as --scenarios takes. */
export function ScenarioFile({
  scenarios,
  children,
}: {
  scenarios: readonly Scenario[];
  children: ReactNode;
}) {
  const { t: texts, language } = useLanguage();
  const t = texts.scenario;
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const load = useMutation({
    mutationFn: async (file: File) => importScenarios(file.name, await file.text()),
    onSuccess: () => queries.invalidateQueries({ queryKey: scenarioKeys.all }),
  });
  return (
    <div className="mt-3 flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        {children}
        <Button onClick={() => input.current?.click()} data-slot="scenario-import">
          <Upload aria-hidden className="size-4" />
          {t.import}
        </Button>
        <input
          ref={input}
          type="file"
          accept=".json,application/json"
          hidden
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file !== undefined) load.mutate(file);
            // The same file may be chosen again after it was mended.
            event.target.value = "";
          }}
          data-slot="scenario-file"
        />
        {scenarios.length > 0 && (
          <Button onClick={() => save(fileOf(scenarios))} data-slot="scenario-export">
            <Download aria-hidden className="size-4" />
            {t.export}
          </Button>
        )}
      </div>
      {load.isSuccess && (
        <Notice tone="good" role="status" data-slot="scenario-imported">
          {t.imported(load.data.toLocaleString(language))}
        </Notice>
      )}
      {load.error instanceof SyntaxError ? (
        <Notice tone="bad" role="alert">
          {t.notJson}
        </Notice>
      ) : (
        load.error !== null && <ProblemNotice error={load.error} />
      )}
    </div>
  );
}

function save(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "naru-scenarios.json";
  link.click();
  // The browser has taken it once the click is over.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
