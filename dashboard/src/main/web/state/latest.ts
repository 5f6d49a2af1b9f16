import { useCallback, useEffect, useRef, useState } from "preact/hooks";

const DRAWN_EVERY = 250; // milliseconds, however much comes

/**
 * The latest of what comes, the newest first. A burst is drawn a few times a second, however much is in it.
 *
 * @param most how many are kept
 * @returns what came, and what to call with each that comes
 */
export function useLatest<T>(most: number): [readonly T[], (came: T) => void] {
  const [latest, setLatest] = useState<readonly T[]>([]);
  const waiting = useRef<T[]>([]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (waiting.current.length > 0) {
        const fresh = waiting.current.splice(0).reverse();
        setLatest((old) => [...fresh, ...old].slice(0, most));
      }
    }, DRAWN_EVERY);
    return () => clearInterval(timer);
  }, [most]);
  return [latest, useCallback((came: T) => void waiting.current.push(came), [])];
}
