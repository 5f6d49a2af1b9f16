import type { ComponentChildren } from "preact";
import { Menu, type MenuItem } from "./menu";

/**
 * A part of a page under a heading.
 *
 * @param source the address in the API that the part shows, for the menu
 * @param rows what a CSV of the part has, if it is a table
 */
export function Card({
  title,
  note,
  source,
  csv,
  actions,
  flush = false,
  children,
}: {
  title: string;
  note?: ComponentChildren;
  source?: string | null;
  csv?: () => string;
  actions?: ComponentChildren;
  flush?: boolean;
  children: ComponentChildren;
}) {
  const items: MenuItem[] = [];
  if (csv !== undefined) {
    items.push({ name: "Download as CSV", act: () => download(csv(), `${fileName(title)}.csv`, "text/csv") });
  }
  if (source !== undefined && source !== null) {
    items.push({ name: "Open as JSON", href: source });
    items.push({ name: "Copy curl command", act: () => void navigator.clipboard?.writeText(`curl -s '${location.origin}${source}'`) });
  }
  return (
    <section class={flush ? "card flush" : "card"} aria-label={title}>
      <header class="card-head">
        <h2>{title}</h2>
        {note !== undefined && <span class="note">{note}</span>}
        <span class="grow" />
        {actions}
        {items.length > 0 && <Menu label={`More about ${title}`} items={items} />}
      </header>
      <div class="card-body">{children}</div>
    </section>
  );
}

function fileName(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

/** Hands a text to the user as a file. */
export function download(text: string, name: string, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
