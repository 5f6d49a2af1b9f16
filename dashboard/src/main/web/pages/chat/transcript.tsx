import { useState } from "preact/hooks";
import { type Address, ask, extended } from "../../api/client";
import type { Content } from "../../api/types";
import { bytes, clockTime, fullTime } from "../../format";
import { useData } from "../../state/data";
import { Card } from "../../ui/card";
import { Empty, Show } from "../../ui/states";

type Item = Content["items"][number];

/** What was said, as far as it is kept. Messages that every call repeats are shown where they were said first. */
export function Transcript({ url }: { url: Address<Content> }) {
  const first = useData<Content>(url);
  const [more, setMore] = useState<{ of: string; items: Item[]; next: string | null } | null>(null);
  const further = more?.of === url ? more : null;
  const next = further === null ? (first.data?.next ?? null) : further.next;
  const items = fresh([...(first.data?.items ?? []), ...(further?.items ?? [])]);
  const load = async () => {
    const page = await ask(extended(url, "cursor", next!));
    setMore({ of: url, items: [...(further?.items ?? []), ...page.items], next: page.next });
  };
  return (
    <Card title="Transcript" source={url}>
      <Show loaded={first} lines={10}>
        {(data) =>
          items.length === 0 ? (
            <Empty title={data.kept ? "Nothing was said, or it is not stored yet" : "Content is not kept for this app"}>
              {!data.kept && (
                <>
                  What people and models say is left out unless <code>content.keep</code> or <code>content.apps</code> is set; see docs/configuration.md.
                </>
              )}
            </Empty>
          ) : (
            <ol class="transcript">
              {items.map((item) => (
                <li key={`${item.trace_id} ${item.span_id} ${item.kind} ${item.position} ${item.at}`} class={item.role ?? item.kind}>
                  <header>
                    <strong>{item.role ?? item.kind.replaceAll("_", " ")}</strong>
                    {item.name !== null && <span>{item.name}</span>}
                    {item.agent_name !== null && <span class="note">{item.agent_name}</span>}
                    <span class="grow" />
                    <time class="note" title={fullTime(item.at)}>
                      {clockTime(item.at)}
                    </time>
                  </header>
                  {item.format === "text" ? <p class="said">{item.text}</p> : <pre class="codebox wrapped">{pretty(item.text)}</pre>}
                  {item.truncated && <p class="note">Cut; it had {bytes(item.original_bytes)}.</p>}
                </li>
              ))}
            </ol>
          )
        }
      </Show>
      {next !== null && (
        <div class="more">
          <button class="button" onClick={() => void load()}>
            Go on
          </button>
        </div>
      )}
    </Card>
  );
}

/** Without what was said before: every call is told the whole conversation again. */
function fresh(items: readonly Item[]): Item[] {
  const said = new Set<string>();
  return items.filter((item) => {
    const key = `${item.role} ${item.kind === "output" ? "assistant" : ""} ${item.text}`;
    const again = (item.kind === "input" || item.kind === "system") && said.has(`${item.role}  ${item.text}`);
    said.add(key);
    said.add(`${item.role}  ${item.text}`);
    return !again;
  });
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
