import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

/** A column of a table. */
export interface Column<R> {
  readonly name: string;
  /** What the head says when pointed at. */
  readonly title?: string;
  readonly numeric?: boolean;
  /** The word for sorting by it; a column without one cannot be sorted by. */
  readonly sort?: string;
  readonly show: (row: R) => ComponentChildren;
  readonly grow?: boolean;
  /** Left out where the page is narrow. */
  readonly minor?: boolean;
  /** Shown only when it is chosen. */
  readonly optional?: boolean;
}

/** By what a table is sorted. */
export interface Sort {
  readonly by: string;
  readonly descending: boolean;
}

const ROW = 34; // pixels, as --row
const BEYOND = 10; // rows kept above and below what is seen
const FEW = 150; // so many rows are drawn all at once

/**
 * A table of any number of rows, of which only those in sight are in the document. All rows are of one height.
 *
 * `j` and `k` move between rows that have links, Enter follows.
 *
 * @param href where a click on a row leads
 * @param onEnd called when the last rows come into sight, to load more
 */
export function Table<R>({
  columns,
  rows,
  rowKey,
  href,
  sort,
  onSort,
  onEnd,
  label,
  height,
  rowClass,
}: {
  columns: readonly Column<R>[];
  rows: readonly R[];
  rowKey: (row: R) => string;
  href?: (row: R) => string | null;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  onEnd?: () => void;
  label: string;
  height?: string;
  rowClass?: (row: R) => string | undefined;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const windowed = rows.length > FEW;
  const [seen, setSeen] = useState({ first: 0, last: FEW });

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) {
      return;
    }
    const look = () => {
      const own = element.scrollHeight > element.clientHeight + 1 && getComputedStyle(element).overflowY !== "visible";
      const top = own ? element.scrollTop : Math.max(0, -element.getBoundingClientRect().top);
      const tall = own ? element.clientHeight : innerHeight;
      const first = Math.max(0, Math.floor(top / ROW) - BEYOND);
      const last = Math.ceil((top + tall) / ROW) + BEYOND;
      setSeen((old) => (old.first === first && old.last === last ? old : { first, last }));
    };
    look();
    element.addEventListener("scroll", look, { passive: true });
    addEventListener("scroll", look, { passive: true });
    addEventListener("resize", look);
    return () => {
      element.removeEventListener("scroll", look);
      removeEventListener("scroll", look);
      removeEventListener("resize", look);
    };
  }, [windowed]);

  const first = windowed ? Math.min(seen.first, Math.max(0, rows.length - 1)) : 0;
  const last = windowed ? Math.min(seen.last, rows.length) : rows.length;
  const atEnd = (windowed ? seen.last : rows.length) >= rows.length;
  const ends = useRef(onEnd);
  ends.current = onEnd;
  useEffect(() => {
    if (atEnd && rows.length > 0 && seen.last > 0 && windowed) {
      ends.current?.();
    }
  }, [atEnd, rows.length, windowed, seen.last]);

  return (
    <div class="table-scroll" ref={scroller} style={height === undefined ? undefined : { maxHeight: height, overflowY: "auto" }} tabIndex={0} role="region" aria-label={label}>
      <table class="table" aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" class={classOf(column)} title={column.title} aria-sort={sortedBy(column, sort)}>
                {column.sort !== undefined && onSort !== undefined ? (
                  <button class="sort" onClick={() => onSort(next(column, sort))}>
                    {column.name}
                    <span aria-hidden="true">{sort?.by === column.sort ? (sort.descending ? " ↓" : " ↑") : ""}</span>
                  </button>
                ) : (
                  column.name
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr class="filler" style={{ height: `${first * ROW}px` }} aria-hidden="true" />}
          {rows.slice(first, last).map((row, i) => {
            const to = href?.(row) ?? null;
            return (
              <tr key={rowKey(row)} aria-rowindex={first + i + 2} class={[to === null ? "" : "linked", rowClass?.(row) ?? ""].join(" ")}>
                {columns.map((column, at) => (
                  <td key={column.name} class={classOf(column)}>
                    {at === 0 && to !== null ? (
                      <a class="row-link" href={to}>
                        {column.show(row)}
                      </a>
                    ) : (
                      column.show(row)
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
          {last < rows.length && <tr class="filler" style={{ height: `${(rows.length - last) * ROW}px` }} aria-hidden="true" />}
        </tbody>
      </table>
    </div>
  );
}

function classOf<R>(column: Column<R>): string | undefined {
  const words = [column.numeric === true ? "number" : "", column.grow === true ? "grow" : "", column.minor === true ? "minor" : ""].filter((word) => word !== "");
  return words.length === 0 ? undefined : words.join(" ");
}

function sortedBy<R>(column: Column<R>, sort: Sort | undefined): "ascending" | "descending" | undefined {
  return column.sort === undefined || sort === undefined || sort.by !== column.sort ? undefined : sort.descending ? "descending" : "ascending";
}

function next<R>(column: Column<R>, sort: Sort | undefined): Sort {
  return { by: column.sort!, descending: sort !== undefined && sort.by === column.sort ? !sort.descending : column.numeric === true };
}
