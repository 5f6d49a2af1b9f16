import { useMemo, useState } from "preact/hooks";
import type { Timeline } from "../../api/types";
import { count } from "../../format";
import { useData } from "../../state/data";
import { change, usePlace } from "../../state/place";
import { Card } from "../../ui/card";
import { Search } from "../../ui/search";
import { Empty, Show } from "../../ui/states";
import { SpanDetail } from "./span-detail";
import { treeOf, visible } from "./timeline";
import { TimelineAxis, type Window } from "./timeline-axis";
import { TimelineRows } from "./timeline-rows";

const KIND_NAMES: Record<string, string> = { agent_turn: "Turns", llm_call: "Model calls", tool_call: "Tool calls", workflow: "Workflow", other: "Other spans" };

/** The waterfall of a chat: every span and event in its place in time, however many there are. */
export function TimelineView({ url, base, app, running }: { url: string; base: string; app: string | null; running: boolean }) {
  const loaded = useData<Timeline>(url, running ? 3_000 : 0);
  return (
    <Show loaded={loaded} lines={12}>
      {(timeline) => (timeline.rows === 0 ? <Empty title="Nothing is stored of this chat yet" /> : <Waterfall timeline={timeline} url={url} base={base} app={app} />)}
    </Show>
  );
}

function Waterfall({ timeline, url, base, app }: { timeline: Timeline; url: string; base: string; app: string | null }) {
  const { query } = usePlace();
  const selected = query.get("span");
  const errorsOnly = query.get("only") === "errors";
  const kinds = useMemo(() => new Set((query.get("kinds") ?? "").split(",").filter((kind) => kind !== "")), [query.get("kinds")]);
  const words = query.get("find") ?? "";
  const [closed, setClosed] = useState<ReadonlySet<number>>(new Set());

  const tree = useMemo(() => treeOf(timeline), [timeline]);
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

  return (
    <Card
      title="Timeline"
      note={`${count(timeline.total)} rows${timeline.complete ? "" : `, the first ${count(timeline.rows)} shown`}`}
      source={url}
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
        onToggle={(place) => setClosed(toggled(closed, place))}
        onSelect={(row) => change({ span: nameOf(row) }, true)}
        onZoom={zoom}
      />
      {chosen >= 0 && <SpanDetail timeline={timeline} row={chosen} base={base} app={app} onClose={() => change({ span: null }, true)} />}
    </Card>
  );

  /** Reads microseconds since the begin of the chat, as links have them. */
  function windowOf(text: string | null): Window | null {
    const [, from, to] = /^(-?\d+)-(\d+)$/.exec(text ?? "") ?? [];
    return from === undefined || Number(from) >= Number(to) ? null : { from: whole.from + Number(from), to: whole.from + Number(to) };
  }
}

function toggled<T>(set: ReadonlySet<T>, value: T): ReadonlySet<T> {
  const changed = new Set(set);
  if (!changed.delete(value)) {
    changed.add(value);
  }
  return changed;
}
