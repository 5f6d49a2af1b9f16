import { keep, kept } from "./kept";

/** What the user chose; "system" follows the operating system. */
export type Theme = "system" | "light" | "dark";

const KEY = "mozaiks.theme";

export function chosenTheme(): Theme {
  const stored = kept(KEY);
  return stored === "light" || stored === "dark" ? stored : "system";
}

export function chooseTheme(theme: Theme): void {
  keep(KEY, theme === "system" ? null : theme);
  applyTheme(theme);
}

/** Sets `data-theme` of the document, which the colour tokens look at. */
export function applyTheme(theme: Theme = chosenTheme()): void {
  const dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
}

/** Follows the operating system as long as nothing else was chosen. */
export function followSystemTheme(): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => applyTheme());
}
