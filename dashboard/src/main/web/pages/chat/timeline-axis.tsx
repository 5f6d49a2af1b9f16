import { useRef, useState } from "preact/hooks";
import { duration } from "../../format";

/** A part of a chat's time, in microseconds from its begin. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

const TICKS = 4;
const LEAST_DRAG = 0.005; // of the width; less is a click

/**
 * The axis of a timeline, in times since the begin of the chat. Dragging along it zooms in.
 *
 * @param whole the time of the whole chat
 */
export function TimelineAxis({ shown, whole, onZoom }: { shown: Window; whole: Window; onZoom: (window: Window | null) => void }) {
  const axis = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const zoomed = shown.from !== whole.from || shown.to !== whole.to;
  const shareAt = (event: PointerEvent): number => {
    const box = axis.current!.getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - box.left) / Math.max(1, box.width)));
  };
  const begin = (event: PointerEvent) => {
    if (event.button === 0) {
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      setDrag({ from: shareAt(event), to: shareAt(event) });
    }
  };
  const end = () => {
    if (drag !== null) {
      const [from, to] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
      if (to - from > LEAST_DRAG) {
        const length = shown.to - shown.from;
        onZoom({ from: Math.floor(shown.from + from * length), to: Math.ceil(shown.from + to * length) });
      }
      setDrag(null);
    }
  };
  return (
    <div class="fall-head">
      <span class="row">
        What
        {zoomed && (
          <button class="link-button" onClick={() => onZoom(null)}>
            Whole chat
          </button>
        )}
      </span>
      <div class="fall-axis" ref={axis} title="Drag to zoom in" onPointerDown={begin} onPointerMove={(event) => drag !== null && setDrag({ from: drag.from, to: shareAt(event) })} onPointerUp={end} onPointerCancel={() => setDrag(null)}>
        {Array.from({ length: TICKS + 1 }, (_, i) => (
          <span key={i} class={i === TICKS ? "fall-tick last" : i > 0 ? "fall-tick minor" : "fall-tick"} style={{ left: `${(i / TICKS) * 100}%` }}>
            {duration((shown.from - whole.from + ((shown.to - shown.from) * i) / TICKS) / 1e6)}
          </span>
        ))}
        {drag !== null && <span class="fall-drag" style={{ left: `${Math.min(drag.from, drag.to) * 100}%`, width: `${Math.abs(drag.to - drag.from) * 100}%` }} />}
      </div>
    </div>
  );
}
