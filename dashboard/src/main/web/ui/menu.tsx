import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icon";

export type MenuItem =
  | { readonly name: string; readonly act: () => void; readonly chosen?: boolean; /** One of several that may be chosen; the list stays open. */ readonly many?: boolean }
  | { readonly name: string; readonly href: string; readonly download?: boolean };

/** A button that opens a list of things to do. Arrow keys move, Escape closes. */
export function Menu({ label, items, children, align = "end" }: { label: string; items: readonly MenuItem[]; children?: ComponentChildren; align?: "start" | "end" }) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!open) {
      return;
    }
    (root.current?.querySelector("[role^=menuitem]") as HTMLElement | null)?.focus();
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) {
        setOpen(false);
      }
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);

  const close = () => {
    setOpen(false);
    (root.current?.querySelector("button") as HTMLElement | null)?.focus();
  };
  const move = (event: KeyboardEvent) => {
    if (!open) {
      return;
    }
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
      return;
    }
    const all = [...(root.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      all[(next + all.length) % all.length]?.focus();
    }
  };

  return (
    <div class="menu" ref={root} onKeyDown={move}>
      <button class={children === undefined ? "button icon-only quiet" : "button"} aria-haspopup="menu" aria-expanded={open} aria-label={children === undefined ? label : undefined} title={label} onClick={() => setOpen(!open)}>
        {children ?? <Icon name="dots" />}
      </button>
      {open && (
        <div class={`menu-items ${align}`} role="menu" aria-label={label}>
          {items.map((item) =>
            "href" in item ? (
              <a key={item.name} role="menuitem" tabIndex={-1} href={item.href} {...(item.download === true ? { download: "" } : { target: "_blank", rel: "noreferrer" })} onClick={() => setOpen(false)}>
                {item.name}
              </a>
            ) : (
              <button
                key={item.name}
                role={item.chosen === undefined ? "menuitem" : item.many === true ? "menuitemcheckbox" : "menuitemradio"}
                aria-checked={item.chosen}
                tabIndex={-1}
                onClick={() => {
                  if (item.many !== true) {
                    close();
                  }
                  item.act();
                }}
              >
                <span class="menu-mark">{item.chosen === true && <Icon name="check" />}</span>
                {item.name}
              </button>
            ),
          )}
        </div>
      )}
    </div>
  );
}
