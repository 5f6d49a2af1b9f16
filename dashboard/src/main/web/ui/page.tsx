import type { ComponentChildren } from "preact";

/** A page's heading with what belongs to all of it, and its parts below. */
export function PageFrame({ title, note, actions, children }: { title: ComponentChildren; note?: ComponentChildren; actions?: ComponentChildren; children: ComponentChildren }) {
  return (
    <>
      <div class="page-head">
        <h1>{title}</h1>
        {note !== undefined && <span class="note">{note}</span>}
        <span class="grow" />
        {actions}
      </div>
      <div class="page-body">{children}</div>
    </>
  );
}
