import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Timeline } from "../../api/types";
import { count, duration, money } from "../../format";
import { useData } from "../../state/data";
import { Badge } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Search } from "../../ui/search";
import { Empty, Show } from "../../ui/states";
import { SpanDetail } from "./span-detail";
import { treeOf, visible, type Tree } from "./timeline";

const ROW = 26; // pixels, as in styles/pages.css
const BEYOND = 20;

const KIND_NAMES: Record<string, string> = { agent_turn: "Turns", llm_call: "Model calls", tool_call: "Tool calls", workflow: "Workflow", error: "Errors", other: "Other spans" };

/** The waterfall of a chat: every span and event in its place in time, however many there are. */
export function TimelineView({ url, base, app, running, selected, onSelect }: { url: string; base: string; app: string | null; running: boolean; selected: string | null; onSelect: (span: string | null) => void }) {
  const loaded = useData<Timeline>(url, running ? 3_000 : 0);
  return (
    <Show loaded={loaded} lines={12}>
      {(timeline) => (timeline.rows === 0 ? <Empty title="Nothing is stored of this chat yet" /> : <Waterfall timeline={timeline} url={url} base={base} app={app} selected={selected} onSelect={onSelect} />)}
    </Show>
  );
}

function Waterfall({ timeline, url, base, app, selected, onSelect }: { timeline: Timeline; url: string; base: string; app: string | null; selected: string | null; onSelect: (span: string | null) => void }) {
  const tree = useMemo(() => treeOf(timeline), [timeline]);
  const [closed, setClosed] = useState<ReadonlySet<number>>(new Set());
  const [errorsOnly, setErrorsOnly] = useState(false);
  const [kinds, setKinds] = useState<ReadonlySet<string>>(new Set());
  const [words, setWords] = useState("");
  const places = useMemo(() => visible(timeline, tree, { closed, errorsOnly, kinds, words }), [timeline, tree, closed, errorsOnly, kinds, words]);
  const errors = useMemo(() => {
    const error = timeline.statuses.indexOf("error");
    return timeline.columns.status.reduce((sum, status) => sum + (status === error ? 1 : 0), 0);
  }, [timeline]);
  const chosen = useMemo(() => (selected === null ? -1 : timeline.columns.id.findIndex((id, row) => `${timeline.traces[timeline.columns.trace[row]!] ?? ""}:${id}` === selected)), [timeline, selected]);

  return (
    <Card
      title="Timeline"
      note={`${count(timeline.total)} rows${timeline.complete ? "" : `, the first ${count(timeline.rows)} shown`}`}
      source={url}
      flush
      actions={
        <span class="row wrap">
          <Search value={words} onChange={setWords} label="Find in the timeline" />
          <button class="button small" aria-pressed={errorsOnly} onClick={() => setErrorsOnly(!errorsOnly)} disabled={errors === 0}>
            {count(errors)} with errors
          </button>
          {timeline.kinds
            .filter((kind) => KIND_NAMES[kind] !== undefined && kind !== "error")
            .map((kind) => (
              <button key={kind} class="button small minor" aria-pressed={kinds.has(kind)} onClick={() => setKinds(toggled(kinds, kind))}>
                {KIND_NAMES[kind]}
              </button>
            ))}
        </span>
      }
    >
      <Rows timeline={timeline} tree={tree} places={places} closed={closed} chosen={chosen} onToggle={(place) => setClosed(toggled(closed, place))} onSelect={(row) => onSelect(`${timeline.traces[timeline.columns.trace[row]!] ?? ""}:${timeline.columns.id[row]!}`)} />
      {chosen >= 0 && <SpanDetail timeline={timeline} row={chosen} base={base} app={app} onClose={() => onSelect(null)} />}
    </Card>
  );
}

function toggled<T>(set: ReadonlySet<T>, value: T): ReadonlySet<T> {
  const changed = new Set(set);
  if (!changed.delete(value)) {
    changed.add(value);
  }
  return changed;
}

function Rows({
  timeline,
  tree,
  places,
  closed,
  chosen,
  onToggle,
  onSelect,
}: {
  timeline: Timeline;
  tree: Tree;
  places: Int32Array;
  closed: ReadonlySet<number>;
  chosen: number;
  onToggle: (place: number) => void;
  onSelect: (row: number) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ first: 0, last: 60 });
  const [focused, setFocused] = useState(0);
  useEffect(() => {
    const element = scroller.current!;
    const look = () => {
      const first = Math.max(0, Math.floor(element.scrollTop / ROW) - BEYOND);
      const last = Math.ceil((element.scrollTop + element.clientHeight) / ROW) + BEYOND;
      setSeen((old) => (old.first === first && old.last === last ? old : { first, last }));
    };
    look();
    const resized = new ResizeObserver(look);
    resized.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);

  const goTo = (index: number) => {
    const at = Math.max(0, Math.min(places.length - 1, index));
    setFocused(at);
    const element = scroller.current!;
    const top = at * ROW;
    if (top < element.scrollTop) {
      element.scrollTop = top;
    } else if (top + ROW > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + ROW - element.clientHeight;
    }
  };
  const pressed = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? ROW) / ROW) - 1);
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: page, PageUp: -page, Home: -places.length, End: places.length }[event.key];
    const place = places[focused];
    if (step !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      goTo(focused + step);
    } else if (place !== undefined && event.key === "Enter") {
      event.preventDefault();
      onSelect(tree.order[place]!);
    } else if (place !== undefined && ((event.key === "ArrowLeft" && !closed.has(place)) || (event.key === "ArrowRight" && closed.has(place))) && tree.below[place]! > 0) {
      event.preventDefault();
      onToggle(place);
    }
  };

  const first = Math.min(seen.first, places.length);
  const last = Math.min(seen.last, places.length);
  const drawn: number[] = [];
  for (let i = first; i < last; i++) {
    drawn.push(i);
  }
  return (
    <>
      <div class="fall-head" aria-hidden="true">
        <span>What</span>
        <span class="fall-axis">
          <span>0</span>
          <span>{duration((tree.to - tree.from) / 2e6)}</span>
          <span>{duration((tree.to - tree.from) / 1e6)}</span>
        </span>
      </div>
      <div class="fall" ref={scroller} role="tree" aria-label="Timeline" tabIndex={0} onKeyDown={pressed} aria-activedescendant={places.length === 0 ? undefined : `row-${places[focused] ?? 0}`}>
        <div class="fall-all" style={{ height: `${places.length * ROW}px` }}>
          {drawn.map((i) => (
            <Row key={places[i]!} index={i} place={places[i]!} timeline={timeline} tree={tree} closed={closed.has(places[i]!)} chosen={tree.order[places[i]!] === chosen} focused={i === focused} onToggle={onToggle} onSelect={onSelect} onFocus={setFocused} />
          ))}
        </div>
      </div>
      {places.length === 0 && <Empty title="No row matches" />}
    </>
  );
}

function Row({
  index,
  place,
  timeline,
  tree,
  closed,
  chosen,
  focused,
  onToggle,
  onSelect,
  onFocus,
}: {
  index: number;
  place: number;
  timeline: Timeline;
  tree: Tree;
  closed: boolean;
  chosen: boolean;
  focused: boolean;
  onToggle: (place: number) => void;
  onSelect: (row: number) => void;
  onFocus: (index: number) => void;
}) {
  const row = tree.order[place]!;
  const { columns } = timeline;
  const kind = timeline.kinds[columns.kind[row]!] ?? "other";
  const failed = timeline.statuses[columns.status[row]!] === "error";
  const length = columns.duration_us[row] ?? null;
  const whole = tree.to - tree.from;
  const left = ((columns.start_us[row]! - tree.from) / whole) * 100;
  const width = ((length ?? 0) / whole) * 100;
  const cost = columns.cost[row];
  const depth = Math.min(tree.depth[row]!, 24);
  return (
    <div
      id={`row-${place}`}
      class={["fall-row", kind, failed ? "failed" : "", chosen ? "chosen" : "", focused ? "focused" : "", columns.counted[row] === 1 ? "" : "uncounted"].join(" ")}
      style={{ top: `${index * ROW}px` }}
      role="treeitem"
      aria-level={tree.depth[row]! + 1}
      aria-expanded={tree.below[place]! > 0 ? !closed : undefined}
      aria-selected={chosen}
      onClick={() => {
        onFocus(index);
        onSelect(row);
      }}
    >
      <span class="fall-name" style={{ paddingLeft: `${depth * 12}px` }}>
        {tree.below[place]! > 0 ? (
          <button
            class="fall-toggle"
            tabIndex={-1}
            aria-label={closed ? "Open" : "Close"}
            onClick={(event) => {
              event.stopPropagation();
              onToggle(place);
            }}
          >
            {closed ? "▸" : "▾"}
          </button>
        ) : (
          <span class="fall-toggle" />
        )}
        <span class="fall-kind" aria-hidden="true" />
        <span class="fall-text">{labelOf(timeline, row)}</span>
        {failed && <Badge tone="bad">error</Badge>}
      </span>
      <span class="fall-bar">
        <span class="fall-length" style={{ left: `${left}%`, width: `max(2px, ${width}%)` }} />
        <span class={left + width > 70 ? "fall-told before" : "fall-told"} style={left + width > 70 ? { right: `${100 - left}%` } : { left: `${left + width}%` }}>
          {duration(length === null ? null : length / 1e6)}
          {cost !== null && cost !== undefined && cost !== "0" && ` · ${money(Number(cost))}`}
        </span>
      </span>
    </div>
  );
}

/** What a row is called: by what it is rather than by its span's name. */
export function labelOf(timeline: Timeline, row: number): string {
  const { columns } = timeline;
  const text = (list: string[], index: number) => list[index] ?? "";
  const agent = text(timeline.agents, columns.agent[row]!);
  const model = text(timeline.models, columns.model[row]!);
  const tool = text(timeline.tools, columns.tool[row]!);
  const name = text(timeline.names, columns.name[row]!);
  switch (timeline.kinds[columns.kind[row]!]) {
    case "agent_turn":
      return agent === "" ? name : agent;
    case "llm_call":
      return model === "" ? name : model;
    case "tool_call":
      return tool === "" ? name : tool;
    default:
      return name;
  }
}
