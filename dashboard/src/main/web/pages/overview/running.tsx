import { address } from "../../api/client";
import { ago } from "../../format";
import { useData, useNow } from "../../state/data";
import { segment } from "../../state/item";
import { FlagBadge } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Empty, Show } from "../../ui/states";

/** Chats that run now. */
export function RunningChats({ every }: { every: number }) {
  const runs = useData(address("/health/active-runs", { limit: 6 }), every);
  const now = useNow();
  return (
    <Card title="Running chats" source="/health/active-runs" actions={<a href="/live">Live</a>}>
      <Show loaded={runs} lines={6}>
        {(data) =>
          data.chats.length === 0 ? (
            <Empty title="No chat is running">
              <a href="/setup">How to send data</a>
            </Empty>
          ) : (
            <div class="list">
              {data.chats.map((chat) => (
                <a key={`${chat.app_id} ${chat.chat_id}`} href={address(`/chats/${segment(chat.chat_id)}`, { app: chat.app_id })}>
                  <span class="name">
                    {chat.chat_id} <span class="note">{chat.workflow}</span>
                  </span>
                  <span class="grow" />
                  {chat.flags.map((flag) => (
                    <FlagBadge key={flag.flag} flag={flag} />
                  ))}
                  <span class="note">{ago(chat.started_at, now)}</span>
                </a>
              ))}
            </div>
          )
        }
      </Show>
    </Card>
  );
}
