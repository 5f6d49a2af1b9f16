import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { address, type Address } from "../../api/client";
import type { Timeline } from "../../api/types";
import { count, many } from "../../format";
import { useData } from "../../state/data";
import { change, usePlace } from "../../state/place";
import { toggled } from "../../state/toggled";
import { Card } from "../../ui/card";
import { Search } from "../../ui/search";
import { Empty, Show } from "../../ui/states";
import { SpanDetail } from "./span-detail";
import { treeOf, visible } from "./timeline";
import { TimelineAxis, type Window } from "./timeline-axis";
import { TimelineRows } from "./timeline-rows";

const KIND_NAMES: Record<string, string> = { agent_turn: "Turns", llm_call: "Model calls", tool_call: "Tool calls", workflow: "Workflow", other: "Other spans" };

const FIRST = 2_000; // rows that are asked for first, since they come at once however long the chat is

/**
 * The waterfall of a chat: every span and event in its place in time, however many there are. Of a long one the beginning is shown first.
 *
 * @param lasted how long the chat took, in seconds, as far as is known: the axis of what is not complete yet
 */
export function TimelineView({ chatId, app, lasted, running }: { chatId: string; app: string | null; lasted: number | null; running: boolean }) {
  const url = address("/api/chats/{chat_id}/timeline", { chat_id: chatId, app });
  const every = running ? 3_000 : 0;
  const [long, setLong] = useState(false);
  const first = useData<Timeline>(address("/api/chats/{chat_id}/timeline", { chat_id: chatId, app, limit: FIRST }), long ? 0 : every);
  const isLong = first.data?.complete === false;
  useEffect(() => setLong(isLong), [isLong]);
  const all = useData<Timeline>(long ? url : null, every);
  const more = long && all.data === undefined;
  const shown = long && !more ? all : first;
  return (
    <Show loaded={{ ...shown, error: shown.error ?? all.error }} lines={12}>
      {(timeline) =>
        timeline.rows === 0 ? <Empty title="Nothing is stored of this chat yet" /> : <Waterfall timeline={timeline} more={more} until={more ? (lasted ?? 0) * 1e6 : 0} url={url} app={app} />
      }
    </Show>
  );
}

/**
 * @param more whether further rows are being loaded
 * @param until where the axis ends at least, in microseconds
 */
function Waterfall({ timeline, more, until, url, app }: { timeline: Timeline; more: boolean; until: number; url: Address<Timeline>; app: string | null }) {
  const { query } = usePlace();
  const selected = query.get("span");
  const errorsOnly = query.get("only") === "errors";
  const kinds = useMemo(() => new Set((query.get("kinds") ?? "").split(",").filter((kind) => kind !== "")), [query.get("kinds")]);
  const words = query.get("find") ?? "";
  const [closed, setClosed] = useState<ReadonlySet<number>>(new Set());

  const tree = useMemo(() => treeOf(timeline, until), [timeline, until]);
  const whole: Window = tree;
  const shown = windowOf(query.get("zoom")) ?? whole;
  const places = useMemo(() => visible(timeline, tree, { closed, errorsOnly, kinds, words }), [timeline, tree, closed, errorsOnly, kinds, words]);
  const errors = useMemo(() => {
    const error = timeline.statuses.indexOf("error");
    return timeline.columns.status.reduce((sum, status) => sum + (status === error ? 1 : 0), 0);
  }, [timeline]);
  const nameOf = (row: number) => `${timeline.traces[timeline.columns.trace[row]!] ?? ""}:${timeline.columns.id[row]!}`;
  const chosen = useMemo(() => (selected === null ? -1 : timeline.columns.id.findIndex((_, row) => nameOf(row) === selected)), [timeline, selected]);
  const zoom = (window: Window | null) => change({ zoom: window === null ? null : `${window.from - whole.from}-${window.to - whole.from}` }, true);
  const toggle = useCallback((place: number) => setClosed((old) => toggled(old, place)), []);

  return (
    <Card
      title="Timeline"
      note={`${many(timeline.total, "row")}${timeline.complete ? "" : `, the first ${count(timeline.rows)} shown${more ? ", the others are on their way" : ""}`}`}
      source={url}
      csv={false}
      flush
      actions={
        <span class="row wrap">
          <Search value={words} onChange={(find) => change({ find }, true)} label="Find in the timeline" />
          <button class="button small" aria-pressed={errorsOnly} onClick={() => change({ only: errorsOnly ? null : "errors" }, true)} disabled={errors === 0}>
            {count(errors)} with errors
          </button>
          {timeline.kinds
            .filter((kind) => KIND_NAMES[kind] !== undefined)
            .map((kind) => (
              <button key={kind} class={`button small minor ${kind}`} aria-pressed={kinds.has(kind)} onClick={() => change({ kinds: [...toggled(kinds, kind)].join(",") }, true)}>
                <span class="fall-kind" aria-hidden="true" />
                {KIND_NAMES[kind]}
              </button>
            ))}
        </span>
      }
    >
      <TimelineAxis shown={shown} whole={whole} onZoom={zoom} />
      <TimelineRows
        timeline={timeline}
        tree={tree}
        places={places}
        shown={shown}
        closed={closed}
        chosen={chosen}
        onToggle={toggle}
        onSelect={(row) => change({ span: nameOf(row) }, true)}
        onZoom={zoom}
      />
      {chosen >= 0 && <SpanDetail timeline={timeline} row={chosen} app={app} onClose={() => change({ span: null }, true)} />}
    </Card>
  );

  /** Reads microseconds since the begin of the chat, as links have them. */
  function windowOf(text: string | null): Window | null {
    const [, from, to] = /^(-?\d+)-(\d+)$/.exec(text ?? "") ?? [];
    return from === undefined || Number(from) >= Number(to) ? null : { from: whole.from + Number(from), to: whole.from + Number(to) };
  }
}
