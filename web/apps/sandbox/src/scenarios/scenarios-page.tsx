import { Button, Card, Empty, Notice } from "@naru/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { listScenarios, loadMagic, type Scenario, scenarioKeys } from "../api/scenarios.ts";
import { useTexts } from "../i18n/language.tsx";
import { Load } from "../layout/load.tsx";
import { PageHead } from "../layout/page.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { FaultSwitches } from "./fault-switches.tsx";
import { ScenarioDrawer } from "./scenario-drawer.tsx";
import { ScenarioFile } from "./scenario-file.tsx";
import { ScenarioItem } from "./scenario-item.tsx";

/** What the form is open for: a new scenario, or one that there is. */
export type Editing = { kind: "new" } | { kind: "old"; scenario: Scenario };

/** 시나리오: what shall go wrong, and what did. */
export function ScenariosPage() {
  const { scenario: t } = useTexts();
  const [editing, setEditing] = useState<Editing | null>(null);
  const scenarios = useQuery({ queryKey: scenarioKeys.list, queryFn: listScenarios });
  return (
    <>
      <PageHead
        title={t.title}
        lead={t.lead}
        actions={
          <Button
            tone="primary"
            onClick={() => setEditing({ kind: "new" })}
            data-slot="scenario-add"
          >
            <Plus aria-hidden className="size-4" />
            {t.add}
          </Button>
        }
      />
      <div className="flex flex-col gap-5">
        <Load query={scenarios}>
          {(list) => (
            <section aria-label={t.list}>
              {list.length === 0 ? (
                <Card>
                  <Empty
                    title={t.empty}
                    next={t.emptyNext}
                    action={<MagicButton />}
                    data-slot="no-scenarios"
                  />
                </Card>
              ) : (
                <ol className="flex flex-col gap-2">
                  {list.map((scenario) => (
                    <ScenarioItem
                      key={scenario.id}
                      scenario={scenario}
                      onEdit={() => setEditing({ kind: "old", scenario })}
                    />
                  ))}
                </ol>
              )}
              <ScenarioFile scenarios={list}>{list.length > 0 && <MagicButton />}</ScenarioFile>
            </section>
          )}
        </Load>
        <FaultSwitches />
      </div>
      {editing !== null && <ScenarioDrawer editing={editing} onClose={() => setEditing(null)} />}
    </>
  );
}

/** Loads the built-in set: an amount of money stands for a fault. */
function MagicButton() {
  const { scenario: t } = useTexts();
  const queries = useQueryClient();
  const load = useMutation({
    mutationFn: loadMagic,
    onSuccess: () => queries.invalidateQueries({ queryKey: scenarioKeys.all }),
  });
  return (
    <div className="flex flex-col gap-2">
      <Button disabled={load.isPending} onClick={() => load.mutate()} data-slot="scenario-magic">
        {t.magic}
      </Button>
      {load.isSuccess && (
        <Notice tone="good" role="status">
          {t.magicLoaded}
        </Notice>
      )}
      {load.error !== null && <ProblemNotice error={load.error} />}
    </div>
  );
}
