import { useEffect, useRef, useState } from "preact/hooks";
import { carried, go, place } from "../state/place";
import { PAGES } from "./pages";

const FOR_NEXT_KEY = 1_200; // milliseconds

/** Keys that work on every page, and the list of them. */
export function Shortcuts() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState(false);

  useEffect(() => {
    let after: { key: string; until: number } | null = null;
    const pressed = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.metaKey || event.ctrlKey || event.altKey || target.matches("input, textarea, select, [contenteditable]")) {
        if (event.key === "Escape") {
          target.blur();
        }
        return;
      }
      const now = performance.now();
      const second = after !== null && after.until > now && after.key === "g";
      after = null;
      if (second) {
        const page = PAGES.find((each) => each.key === event.key);
        if (page !== undefined) {
          event.preventDefault();
          go(carried(page.path, place().query));
        }
      } else if (event.key === "g") {
        after = { key: "g", until: now + FOR_NEXT_KEY };
      } else if (event.key === "?") {
        setOpen(true);
      } else if (event.key === "/") {
        const field = document.querySelector<HTMLElement>("main input[type=search]");
        if (field !== null) {
          event.preventDefault();
          field.focus();
        }
      } else if (event.key === "j" || event.key === "k") {
        moveRow(event.key === "j" ? 1 : -1);
      }
    };
    const asked = () => setOpen(true);
    document.addEventListener("keydown", pressed);
    document.addEventListener("mozaiks:help", asked);
    return () => {
      document.removeEventListener("keydown", pressed);
      document.removeEventListener("mozaiks:help", asked);
    };
  }, []);

  useEffect(() => {
    if (open) {
      dialog.current?.showModal();
    } else {
      dialog.current?.close();
    }
  }, [open]);

  return (
    <dialog ref={dialog} class="dialog" aria-label="Keyboard shortcuts" onClose={() => setOpen(false)}>
      <h2>Keyboard shortcuts</h2>
      <dl class="keys">
        <dt>
          <kbd>/</kbd>
        </dt>
        <dd>Search on this page</dd>
        <dt>
          <kbd>j</kbd> <kbd>k</kbd>
        </dt>
        <dd>Next and previous row; Enter opens it</dd>
        {PAGES.filter((page) => page.key !== null).map((page) => (
          <>
            <dt>
              <kbd>g</kbd> <kbd>{page.key}</kbd>
            </dt>
            <dd>{page.name}</dd>
          </>
        ))}
        <dt>
          <kbd>←</kbd> <kbd>→</kbd>
        </dt>
        <dd>In a timeline: close and open what is below a row</dd>
        <dt>
          <kbd>z</kbd>
        </dt>
        <dd>In a timeline: zoom to the time of a row</dd>
        <dt>
          <kbd>?</kbd>
        </dt>
        <dd>This list</dd>
      </dl>
      <form method="dialog">
        <button class="button primary">Close</button>
      </form>
    </dialog>
  );
}

function moveRow(by: number): void {
  const links = [...document.querySelectorAll<HTMLElement>("main a.row-link")];
  const at = links.indexOf(document.activeElement as HTMLElement);
  const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by;
  links[Math.max(0, Math.min(links.length - 1, next))]?.focus();
}
