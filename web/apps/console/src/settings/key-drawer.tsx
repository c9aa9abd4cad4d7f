import { Button, controlClass, Dialog, type Fact, FactList, Field, KstTime } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type ApiKey, keyKeys, revokeKey, rotateKey } from "../api/keys.ts";
import { useTexts } from "../i18n/language.tsx";
import { Confirm } from "./confirm.tsx";
import { KeyBadge } from "./keys-tab.tsx";

/** A key: what it may do, its successor, and its end. */
export function KeyDrawer({
  apiKey,
  onMade,
  onClose,
}: {
  apiKey: ApiKey | null;
  onMade: (secret: string) => void;
  onClose: () => void;
}) {
  const { app } = useTexts();
  return (
    <Dialog
      open={apiKey !== null}
      onClose={onClose}
      title={apiKey?.name ?? ""}
      closeLabel={app.close}
      place="side"
      data-slot="key-drawer"
    >
      {apiKey !== null && <Whole key={apiKey.id} apiKey={apiKey} onMade={onMade} />}
    </Dialog>
  );
}

function Whole({ apiKey, onMade }: { apiKey: ApiKey; onMade: (secret: string) => void }) {
  const { settings: t } = useTexts();
  const at = (moment: string | null) => moment !== null && <KstTime at={new Date(moment)} />;
  const rows: Fact[] = [
    [t.state, <KeyBadge key="state" of={apiKey} />, "key-state"],
    [t.keyId, <code key="id">{apiKey.id}</code>, "key-id"],
    [t.keyTail, <code key="tail">…{apiKey.tail}</code>, "key-tail"],
    [t.scopes, apiKey.scopes.map((scope) => t.scopeNames[scope]).join(", "), "key-scopes"],
    [t.allow, apiKey.allow.length === 0 ? t.everywhere : apiKey.allow.join(", "), "key-networks"],
    [t.createdAt, at(apiKey.created_at), "key-created"],
    [t.lastUsedAt, at(apiKey.last_used_at) || t.neverUsed, "key-used"],
    [t.expiresAt, at(apiKey.expires_at) || t.never, "key-expires"],
    [t.revokedAt, at(apiKey.revoked_at), "key-revoked"],
    [t.replaces, apiKey.replaces ?? "", "key-replaces"],
  ];
  return (
    <div className="flex flex-col gap-5">
      <FactList rows={rows} />
      {apiKey.state !== "revoked" && <Deeds id={apiKey.id} onMade={onMade} />}
    </div>
  );
}

function Deeds({ id, onMade }: { id: string; onMade: (secret: string) => void }) {
  const { settings: t } = useTexts();
  const [asking, setAsking] = useState<"rotate" | "revoke" | null>(null);
  const [grace, setGrace] = useState("24");
  const queries = useQueryClient();
  const done = async () => {
    setAsking(null);
    await queries.invalidateQueries({ queryKey: keyKeys.all });
  };
  const rotate = useMutation({
    mutationFn: () => rotateKey(id, Number(grace)),
    onSuccess: async ({ secret }) => {
      onMade(secret);
      await done();
    },
  });
  const revoke = useMutation({ mutationFn: () => revokeKey(id), onSuccess: done });
  return (
    <div className="flex flex-wrap gap-2 border-t border-line pt-4">
      <Button onClick={() => setAsking("rotate")} data-slot="key-rotate">
        {t.rotate}
      </Button>
      <Button tone="danger" onClick={() => setAsking("revoke")} data-slot="key-revoke">
        {t.revoke}
      </Button>
      {asking === "rotate" && (
        <Confirm
          title={t.rotate}
          text={t.rotateText}
          doing={t.rotate}
          deed={rotate}
          onClose={() => setAsking(null)}
          slot="key-rotate-dialog"
        >
          <Field label={t.grace}>
            {(control) => (
              <select
                {...control}
                value={grace}
                onChange={(event) => setGrace(event.target.value)}
                className={controlClass}
                data-slot="key-grace"
              >
                {["0", "1", "24", "168"].map((hours) => (
                  <option key={hours} value={hours}>
                    {hours === "0" ? t.atOnce : t.hours(hours)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </Confirm>
      )}
      {asking === "revoke" && (
        <Confirm
          title={t.revoke}
          text={t.revokeText}
          doing={t.revoke}
          deed={revoke}
          onClose={() => setAsking(null)}
          slot="key-revoke-dialog"
        />
      )}
    </div>
  );
}
