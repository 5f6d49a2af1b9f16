import { useEffect, useReducer, useRef } from "preact/hooks";
import { ApiError, ask, type Address } from "../api/client";

/** What is known of an answer. While a new one is asked for, the last one stays, so that nothing jumps. */
export interface Loaded<T> {
  /** The latest answer; undefined before the first one. */
  readonly data: T | undefined;
  /** Why the latest question failed; data, if there is any, is older then. */
  readonly error: ApiError | undefined;
  readonly loading: boolean;
  /** Whether `data` answers another question than the one that is asked now. */
  readonly stale: boolean;
  reload(): void;
}

const REMEMBERED = 60;

/** What takes the server long is asked less often: it works for a page at most every tenth of the time. */
const SPARING = 9;
const remembered = new Map<string, unknown>();

function remember(url: string, data: unknown): void {
  remembered.delete(url);
  remembered.set(url, data);
  if (remembered.size > REMEMBERED) {
    remembered.delete(remembered.keys().next().value!);
  }
}

interface State<T> {
  url: string | null;
  data: T | undefined;
  dataOf: string | null;
  error: ApiError | undefined;
  loading: boolean;
}

/**
 * Asks the server for something, and again from time to time. Nothing is asked while the page is hidden.
 *
 * @param url what to ask for; null asks nothing
 * @param every after how many milliseconds to ask again; 0 asks once
 */
export function useData<T>(url: Address<T> | null, every = 0): Loaded<T> {
  const state = useRef<State<T>>({ url: null, data: undefined, dataOf: null, error: undefined, loading: false }).current;
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const again = useRef(() => {});
  if (state.url !== url) {
    state.url = url;
    if (url !== null && remembered.has(url)) {
      state.data = remembered.get(url) as T;
      state.dataOf = url;
      state.error = undefined;
    }
    state.loading = url !== null;
  }

  useEffect(() => {
    if (url === null) {
      return;
    }
    const abort = new AbortController();
    let timer: number | undefined;
    const load = async () => {
      clearTimeout(timer);
      if (document.hidden) {
        return; // asked again when it is shown
      }
      state.loading = true;
      redraw(0);
      let wait = every;
      const began = performance.now();
      try {
        const data = await ask(url, { signal: abort.signal });
        remember(url, data);
        state.data = data;
        state.dataOf = url;
        state.error = undefined;
        wait = Math.max(every, SPARING * (performance.now() - began));
      } catch (e) {
        if (abort.signal.aborted) {
          return;
        }
        state.error = e instanceof ApiError ? e : new ApiError(0, String(e), null);
        wait = Math.max(every, (state.error.retryAfter ?? 5) * 1000);
      }
      state.loading = false;
      redraw(0);
      if (every > 0) {
        timer = setTimeout(load, wait);
      }
    };
    const shown = () => {
      if (!document.hidden) {
        void load();
      }
    };
    again.current = () => void load();
    void load();
    if (every > 0) {
      document.addEventListener("visibilitychange", shown);
    }
    return () => {
      abort.abort();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", shown);
    };
  }, [url, every]);

  return {
    data: state.data,
    error: state.error,
    loading: state.loading,
    stale: state.dataOf !== url,
    reload: () => again.current(),
  };
}

/** The time, kept as fresh as asked; stands still while the page is hidden. Milliseconds since 1970. */
export function useNow(every = 1000): number {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) {
        redraw(0);
      }
    }, every);
    return () => clearInterval(timer);
  }, [every]);
  return Date.now();
}
