import { Button, Card, KstTime } from "@naru/ui";
import type { DueThing } from "../api/clock.ts";
import { useTexts } from "../i18n/language.tsx";

/** What time alone brings next, and the way there. */
export function NextDue({
  due,
  disabled,
  onMove,
}: {
  due: DueThing | null;
  disabled: boolean;
  onMove: () => void;
}) {
  const { clock: t } = useTexts();
  return (
    <Card title={t.next} data-slot="clock-next">
      {due === null ? (
        <p className="text-sm text-ink-soft">{t.nothingDue}</p>
      ) : (
        <>
          <p className="text-sm">
            <KstTime at={due.at} className="font-medium" /> · {t.due[due.what]}
          </p>
          <p className="mt-1 font-mono text-xs text-ink-faint">
            {due.impUid === "" ? due.imp : due.impUid}
          </p>
          <Button className="mt-3" disabled={disabled} onClick={onMove} data-slot="clock-to-next">
            {t.toNext}
          </Button>
        </>
      )}
    </Card>
  );
}
