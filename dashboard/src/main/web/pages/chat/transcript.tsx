import { useMemo } from "preact/hooks";
import type { Address } from "../../api/client";
import type { Content } from "../../api/types";
import { bytes, clockTime, fullTime } from "../../format";
import { usePaged } from "../../state/paged";
import { Card } from "../../ui/card";
import { More } from "../../ui/more";
import { Empty, Show } from "../../ui/states";

type Item = Content["items"][number];

/** What was said, as far as it is kept. Messages that every call repeats are shown where they were said first. */
export function Transcript({ url }: { url: Address<Content> }) {
  const list = usePaged<Content, Item>(url, url, (page) => page.items);
  const items = useMemo(() => fresh(list.rows), [list.rows]);
  return (
    <Card title="Transcript" source={url}>
      <Show loaded={list.first} lines={10}>
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
      <More list={list} />
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
