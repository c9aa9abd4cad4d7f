import { Button, Dialog } from "@naru/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Channel, channelKeys, deleteChannel } from "../api/channels.ts";
import { useTexts } from "../i18n/language.tsx";
import { useMerchant } from "../layout/merchant-context.tsx";
import { ProblemNotice } from "../layout/problem.tsx";

/** Asks before a channel goes. */
export function RemoveDialog({
  channel,
  onClose,
}: {
  channel: Channel | null;
  onClose: () => void;
}) {
  const { channel: t, app } = useTexts();
  const { code } = useMerchant();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: (key: string) => deleteChannel(code, key),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: channelKeys.of(code) });
      onClose();
    },
  });
  return (
    <Dialog
      open={channel !== null}
      onClose={onClose}
      title={t.removeTitle}
      closeLabel={app.close}
      data-slot="channel-remove-dialog"
      footer={
        <>
          <Button onClick={onClose}>{app.cancel}</Button>
          <Button
            tone="danger"
            disabled={remove.isPending}
            onClick={() => channel !== null && remove.mutate(channel.key)}
            data-slot="channel-remove-confirm"
          >
            {t.remove}
          </Button>
        </>
      }
    >
      <p className="text-sm leading-relaxed">{t.removeText(channel?.name ?? "")}</p>
      {remove.error !== null && <ProblemNotice error={remove.error} />}
    </Dialog>
  );
}
