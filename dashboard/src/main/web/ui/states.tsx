import type { ComponentChildren } from "preact";
import type { Loaded } from "../state/data";
import { Icon } from "./icon";

/** Nothing is there yet, or nothing matches: says why, and what to do. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon name="empty" />
      <strong>{title}</strong>
      {children !== undefined && <div class="empty-text">{children}</div>}
    </div>
  );
}

/** A question that failed: what was said, and the way to ask again. */
export function Failure({ error, onRetry }: { error: { readonly message: string }; onRetry?: () => void }) {
  return (
    <div class="failure" role="alert">
      <Icon name="alert" />
      <span>{error.message}</span>
      {onRetry !== undefined && (
        <button class="button small" onClick={onRetry}>
          Ask again
        </button>
      )}
    </div>
  );
}

/** Grey lines in the place of what is being loaded, of its height, so that nothing jumps. */
export function Skeleton({ lines = 3, height }: { lines?: number; height?: number }) {
  return (
    <div class="skeleton" role="status" aria-label="Loading" style={height === undefined ? undefined : { height: `${height}px` }}>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} class={`skeleton-line w${i % 4}`} />
      ))}
    </div>
  );
}

/**
 * Shows an answer: a skeleton before the first, an error instead of or above it, grey while it answers an older question.
 *
 * @param lines how many lines the skeleton has
 * @param height its height in pixels, where that of the answer is known
 */
export function Show<T>({ loaded, lines = 4, height, children }: { loaded: Loaded<T>; lines?: number; height?: number; children: (data: T) => ComponentChildren }) {
  const { data, error } = loaded;
  if (data === undefined) {
    return error === undefined ? <Skeleton lines={height === undefined ? lines : Math.floor(height / 26)} {...(height === undefined ? {} : { height })} /> : <Failure error={error} onRetry={loaded.reload} />;
  }
  return (
    <>
      {error !== undefined && <Failure error={error} onRetry={loaded.reload} />}
      <div class={loaded.stale ? "shown stale" : "shown"} aria-busy={loaded.stale}>
        {children(data)}
      </div>
    </>
  );
}
