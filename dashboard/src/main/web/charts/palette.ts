import { useEffect, useState } from "preact/hooks";

/** A colour by its token: a number is one of the eight of series, in their order. */
export type Colour = number | "rest" | "ok" | "warn" | "bad" | "info" | "ink-3";

const SERIES = 8;

/** The value of a token as it is now. Canvases know no CSS variables. */
export function tokenValue(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export function colourToken(colour: Colour): string {
  return typeof colour === "number" ? `series-${(colour % SERIES) + 1}` : colour === "rest" ? "series-rest" : colour;
}

/** Draws anew when the theme changes. */
export function useThemeName(): string {
  const [name, setName] = useState(document.documentElement.dataset["theme"] ?? "light");
  useEffect(() => {
    const observer = new MutationObserver(() => setName(document.documentElement.dataset["theme"] ?? "light"));
    observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => observer.disconnect();
  }, []);
  return name;
}
