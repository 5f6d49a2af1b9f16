import { useEffect, useRef, useState } from "preact/hooks";
import type { FeedAddress } from "../api/client";

/** How a stream of server-sent events stands. */
export type StreamState = "connecting" | "open" | "broken" | "paused";

/**
 * Follows a stream of server-sent events, also over broken connections. A hidden page follows nothing, and goes on when it is shown.
 *
 * @param url what to follow; null follows nothing
 * @param events what to do with an event's data, by the event's name. JSON is parsed.
 */
export function useStream<E extends object>(url: FeedAddress<E> | null, events: { readonly [name in keyof E]?: (data: E[name]) => void }): StreamState {
  const [state, setState] = useState<StreamState>(url === null ? "paused" : "connecting");
  const handlers = useRef(events);
  handlers.current = events;
  const names = Object.keys(events).sort().join(",");

  useEffect(() => {
    if (url === null) {
      setState("paused");
      return;
    }
    let source: EventSource | undefined;
    let timer: number | undefined;
    const open = () => {
      clearTimeout(timer);
      if (document.hidden || source !== undefined) {
        return;
      }
      setState("connecting");
      source = new EventSource(url);
      source.onopen = () => setState("open");
      source.onerror = () => {
        setState("broken");
        if (source?.readyState === EventSource.CLOSED) {
          // Refused, for example because too many follow; the browser does not come again by itself.
          source = undefined;
          timer = setTimeout(open, 5_000);
        }
      };
      for (const name of names.split(",")) {
        source.addEventListener(name, (event) => handlers.current[name as keyof E]?.(JSON.parse((event as MessageEvent<string>).data) as E[keyof E]));
      }
    };
    const close = () => {
      clearTimeout(timer);
      source?.close();
      source = undefined;
    };
    const shownOrHidden = () => {
      if (document.hidden) {
        close();
        setState("paused");
      } else {
        open();
      }
    };
    open();
    document.addEventListener("visibilitychange", shownOrHidden);
    return () => {
      close();
      document.removeEventListener("visibilitychange", shownOrHidden);
    };
  }, [url, names]);
  return state;
}
