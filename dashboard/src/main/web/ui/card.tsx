import type { ComponentChildren } from "preact";
import { Menu, type MenuItem } from "./menu";

/**
 * A part of a page under a heading.
 *
 * @param source the address in the API that the part shows, for the menu
 * @param csv whether that is a list, as most are, which the API gives as CSV, too
 */
export function Card({
  title,
  note,
  source,
  csv = true,
  actions,
  flush = false,
  children,
}: {
  title: string;
  note?: ComponentChildren;
  source?: string | null;
  csv?: boolean;
  actions?: ComponentChildren;
  flush?: boolean;
  children: ComponentChildren;
}) {
  const items: MenuItem[] = [];
  if (csv && source !== undefined && source !== null) {
    items.push({ name: "Download as CSV", href: csvOf(source), download: true });
  }
  if (source !== undefined && source !== null) {
    items.push({ name: "Open as JSON", href: source });
    items.push({ name: "Copy curl command", act: () => void navigator.clipboard?.writeText(`curl -s '${location.origin}${source.replaceAll("'", "%27")}'`) });
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

/** The whole list as CSV, not only the page of it that is shown. */
function csvOf(source: string): string {
  const url = new URL(source, location.href);
  url.searchParams.delete("limit");
  url.searchParams.delete("cursor");
  url.searchParams.set("format", "csv");
  return `${url.pathname}${url.search}`;
}
