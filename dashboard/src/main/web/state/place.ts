import { useEffect, useState } from "preact/hooks";

/**
 * Where the user is: the path and query of the address bar. Everything that a view shows can be read from it, so that every view has
 * a link that restores it.
 */
export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

const listeners = new Set<() => void>();

export function place(): Place {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

/**
 * Goes to an address of these pages.
 *
 * @param replace leaves no step to go back to; for what changes while the user looks on, such as a text being typed
 */
export function go(href: string, replace = false): void {
  const before = location.pathname;
  if (replace) {
    history.replaceState(null, "", href);
  } else {
    history.pushState(null, "", href);
  }
  if (location.pathname !== before) {
    scrollTo(0, 0);
  }
  listeners.forEach((each) => each());
}

/** The address of a place with some parameters of the query changed; null takes one away. */
export function hrefWith(at: Place, changes: Record<string, string | null>, path: string = at.path): string {
  const query = new URLSearchParams(at.query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") {
      query.delete(name);
    } else {
      query.set(name, value);
    }
  }
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** The address of another page: the range of time and the app go along from page to page. */
export function carried(path: string, query: URLSearchParams): string {
  const kept = [...query].filter(([name]) => ["range", "from", "to", "compare", "app"].includes(name));
  return hrefWith({ path, query: new URLSearchParams(kept) }, {});
}

/** Changes parameters of the query of the place where the user is. */
export function change(changes: Record<string, string | null>, replace = false): void {
  go(hrefWith(place(), changes), replace);
}

export function usePlace(): Place {
  const [at, setAt] = useState(place);
  useEffect(() => {
    const moved = () => setAt(place());
    listeners.add(moved);
    addEventListener("popstate", moved);
    return () => {
      listeners.delete(moved);
      removeEventListener("popstate", moved);
    };
  }, []);
  return at;
}

/** Has ordinary links within these pages change the place without loading anything anew. */
export function followLinks(): void {
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
      return;
    }
    const link = (event.target as Element | null)?.closest("a[href]");
    if (
      link instanceof HTMLAnchorElement &&
      link.origin === location.origin &&
      link.target === "" &&
      !link.hasAttribute("download") &&
      !/^\/(api|metrics|health|assets)\b/.test(link.pathname)
    ) {
      event.preventDefault();
      go(link.pathname + link.search + link.hash);
    }
  });
}
