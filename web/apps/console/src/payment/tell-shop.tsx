import { Button, Notice } from "@naru/ui";
import { useMutation } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { tellShop } from "../api/payments.ts";
import { may } from "../api/session.ts";
import { useTexts } from "../i18n/language.tsx";
import { ProblemNotice } from "../layout/problem.tsx";
import { useSession } from "../session/session-context.ts";

/** Sends the shop the newest state once more, for a shop that says it never heard. */
export function TellShop({ id }: { id: string }) {
  const { payment: t } = useTexts();
  const { operator } = useSession();
  const tell = useMutation({ mutationFn: () => tellShop(id) });
  if (!may(operator, "operator")) return null;
  return (
    <div className="flex flex-col items-end gap-2">
      <Button disabled={tell.isPending} onClick={() => tell.mutate()} data-slot="tell-shop">
        <Send aria-hidden className="size-4" />
        {t.tellShop}
      </Button>
      {tell.isSuccess && (
        <Notice tone="good" role="status" data-slot="shop-told">
          {t.shopTold}
        </Notice>
      )}
      {tell.error !== null && <ProblemNotice error={tell.error} />}
    </div>
  );
}
