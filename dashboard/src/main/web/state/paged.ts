import { useCallback, useMemo, useRef, useState } from "preact/hooks";
import { ask, extended, type Address } from "../api/client";
import { useData, type Loaded } from "./data";

/** A list that is loaded page by page. */
export interface Paged<P, R> {
  readonly first: Loaded<P>;
  readonly rows: readonly R[];
  /** Whether there are more. */
  readonly more: boolean;
  /** Loads the next page, unless one is under way. */
  readonly load: () => void;
  /** Whether it stands still, since more than the first page was loaded; what came since is not in it. */
  readonly still: boolean;
  /** Begins anew, with what came since. */
  readonly refresh: () => void;
}

/**
 * A list of the API page by page. As long as only its first page is shown, it is asked for again as time goes on; from the second on it
 * stands still, so that nothing moves under the reader's eyes.
 *
 * @param question what the user asked for; another one begins anew
 * @param url the address of the first page, which changes with the time if the range does
 * @param every after how many milliseconds to ask again; 0 asks again only when the address changes
 */
export function usePaged<P extends { next: string | null }, R>(question: string, url: Address<P>, rowsOf: (page: P) => readonly R[], every = 0): Paged<P, R> {
  const [further, setFurther] = useState<{ question: string; url: Address<P>; pages: readonly P[] } | null>(null);
  const loading = useRef(false);
  const held = further?.question === question ? further : null;
  const address = held?.url ?? url;
  const first = useData<P>(address, held === null ? every : 0);
  const last = held?.pages.at(-1) ?? first.data;
  const next = last?.next ?? null;

  const load = useCallback(() => {
    if (next === null || loading.current) {
      return;
    }
    loading.current = true;
    ask(extended(address, "cursor", next))
      .then((page) => setFurther((old) => ({ question, url: address, pages: [...(old?.question === question && old.url === address ? old.pages : []), page] })))
      .catch(() => undefined) // the button stays, and asks again
      .finally(() => {
        loading.current = false;
      });
  }, [question, address, next]);

  const rows = useMemo(() => [...(first.data === undefined ? [] : [first.data]), ...(held?.pages ?? [])].flatMap(rowsOf), [first.data, held]);
  return { first, rows, more: next !== null, load, still: held !== null, refresh: () => setFurther(null) };
}
