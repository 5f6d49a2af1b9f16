import { useMemo } from "preact/hooks";
import { change, usePlace } from "../state/place";
import type { Sort } from "./table";

/** Sorts rows by what the address says (`?sort=cost`, `?sort=-cost` the largest first). Unknown values come last. */
export function useSorted<R>(rows: readonly R[], values: Record<string, (row: R) => number | string | null>, standard: string): { sorted: readonly R[]; sort: Sort; setSort: (sort: Sort) => void } {
  const at = usePlace();
  const word = at.query.get("sort") ?? `-${standard}`;
  const descending = word.startsWith("-");
  const by = values[descending ? word.slice(1) : word] === undefined ? standard : descending ? word.slice(1) : word;
  const sorted = useMemo(() => {
    const value = values[by]!;
    const sign = descending ? -1 : 1;
    return [...rows].sort((a, b) => {
      const x = value(a);
      const y = value(b);
      if (x === null || y === null) {
        return x === y ? 0 : x === null ? 1 : -1;
      }
      return sign * (typeof x === "string" || typeof y === "string" ? String(x).localeCompare(String(y)) : x - y);
    });
  }, [rows, values, by, descending]);
  return {
    sorted,
    sort: { by, descending },
    setSort: (sort) => change({ sort: `${sort.descending ? "-" : ""}${sort.by}` === `-${standard}` ? null : `${sort.descending ? "-" : ""}${sort.by}` }, true),
  };
}
