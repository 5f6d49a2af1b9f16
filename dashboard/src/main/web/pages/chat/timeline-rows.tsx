import { useEffect, useRef, useState } from "preact/hooks";
import type { Timeline } from "../../api/types";
import { Empty } from "../../ui/states";
import type { Tree } from "./timeline";
import type { Window } from "./timeline-axis";
import { ROW, TimelineRow } from "./timeline-row";

const BEYOND = 12; // rows kept above and below what is seen

/**
 * The rows of a waterfall, of which only those in sight are in the document. Arrow keys and `j`, `k` move between them, left and right close
 * and open, Enter shows all of one, `z` zooms to its time.
 *
 * @param places what is shown, as places in the tree's order
 * @param chosen the row of which all is shown; -1 if none
 */
export function TimelineRows({
  timeline,
  tree,
  places,
  shown,
  closed,
  chosen,
  onToggle,
  onSelect,
  onZoom,
}: {
  timeline: Timeline;
  tree: Tree;
  places: Int32Array;
  shown: Window;
  closed: ReadonlySet<number>;
  chosen: number;
  onToggle: (place: number) => void;
  onSelect: (row: number) => void;
  onZoom: (window: Window | null) => void;
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

  // A link to a span leads to its row.
  useEffect(() => {
    const index = chosen < 0 ? -1 : places.findIndex((place) => tree.order[place] === chosen);
    if (index >= 0) {
      goTo(index);
      scroller.current!.scrollIntoView({ block: "nearest" });
    }
  }, [chosen, tree]);

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
      event.stopPropagation();
      goTo(focused + step);
    } else if (place === undefined) {
      return;
    } else if (event.key === "Enter") {
      onSelect(tree.order[place]!);
    } else if (event.key === "z") {
      onZoom(timeOf(timeline, tree.order[place]!));
    } else if (((event.key === "ArrowLeft" && !closed.has(place)) || (event.key === "ArrowRight" && closed.has(place))) && tree.below[place]! > 0) {
      onToggle(place);
    } else {
      return;
    }
    event.preventDefault();
  };

  const first = Math.min(seen.first, places.length);
  const drawn = Array.from(places.subarray(first, Math.min(seen.last, places.length)));
  return (
    <>
      <div class="fall" ref={scroller} role="tree" aria-label="Timeline" tabIndex={0} onKeyDown={pressed} aria-activedescendant={places.length === 0 ? undefined : `row-${places[focused] ?? 0}`}>
        <div class="fall-all" role="presentation" style={{ height: `${places.length * ROW}px` }}>
          {drawn.map((place, i) => (
            <TimelineRow
              key={place}
              index={first + i}
              place={place}
              timeline={timeline}
              tree={tree}
              shown={shown}
              closed={closed.has(place)}
              chosen={tree.order[place] === chosen}
              focused={first + i === focused}
              onToggle={onToggle}
              onSelect={(index) => {
                setFocused(index);
                onSelect(tree.order[place]!);
              }}
            />
          ))}
        </div>
      </div>
      {places.length === 0 && <Empty title="No row matches" />}
    </>
  );
}

/** When a row was, with some room around it; null for a moment, which cannot be zoomed to. */
function timeOf(timeline: Timeline, row: number): Window | null {
  const start = timeline.columns.start_us[row]!;
  const length = timeline.columns.duration_us[row] ?? 0;
  return length === 0 ? null : { from: Math.floor(start - length * 0.02), to: Math.ceil(start + length * 1.1) };
}
