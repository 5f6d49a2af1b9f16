import type { Paged } from "../state/paged";

/** The foot of a list that is loaded page by page. */
export function More<P, R>({ list }: { list: Paged<P, R> }) {
  return list.more ? (
    <div class="more">
      <button class="button" onClick={list.load}>
        More
      </button>
    </div>
  ) : null;
}

/** Says that a list stands still, and lets it go on. */
export function Refresh<P, R>({ list }: { list: Paged<P, R> }) {
  return list.still ? (
    <button
      class="button small"
      onClick={() => {
        scrollTo(0, 0);
        list.refresh();
      }}
    >
      Show what is new
    </button>
  ) : null;
}
