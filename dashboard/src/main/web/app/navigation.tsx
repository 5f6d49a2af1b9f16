import { useEffect, useState } from "preact/hooks";
import { address } from "../api/client";
import { SOMETIMES } from "../state/asked";
import { useData } from "../state/data";
import { carried, usePlace } from "../state/place";
import { chooseTheme, chosenTheme, type Theme } from "../state/theme";
import { chooseZone, useZone } from "../state/zone";
import { Icon } from "../ui/icon";
import { Menu } from "../ui/menu";
import { PAGES, type Page } from "./pages";

const GROUPS: readonly { group: Page["group"]; name: string }[] = [
  { group: "now", name: "Watch" },
  { group: "who", name: "Understand" },
  { group: "operate", name: "Operate" },
];

/** The list of pages at the side; on a phone it opens from a button. */
export function Navigation({ current }: { current: Page | null }) {
  const at = usePlace();
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [at.path]);
  return (
    <header class={open ? "nav open" : "nav"}>
      <div class="brand">
        <a href="/" class="brand-link">
          <img src="/assets/icon.svg" width="22" height="22" alt="" />
          <span>Mozaiks</span>
        </a>
        <button class="button icon-only quiet nav-toggle" aria-expanded={open} aria-label="Pages" onClick={() => setOpen(!open)}>
          <Icon name={open ? "cross" : "menu"} />
        </button>
      </div>
      <nav aria-label="Pages">
        {GROUPS.map(({ group, name }) => {
          const pages = PAGES.filter((page) => page.group === group && page.under === undefined);
          return (
            pages.length > 0 && (
              <div key={group} class="nav-group">
                <h2>{name}</h2>
                {pages.map((page) => (
                  <a key={page.path} href={carried(page.path, at.query)} class="nav-item" aria-current={page === current ? "page" : current?.under === page.path ? "true" : undefined}>
                    <Icon name={page.icon} />
                    <span>{page.name}</span>
                    {page.path === "/alerts" && <FiringCount />}
                  </a>
                ))}
              </div>
            )
          );
        })}
      </nav>
      <div class="nav-foot">
        <ZoneMenu />
        <ThemeMenu />
        <a class="button icon-only quiet" href="?help" aria-label="Keyboard shortcuts" title="Keyboard shortcuts (?)" onClick={showHelp}>
          ?
        </a>
      </div>
    </header>
  );
}

function showHelp(event: MouseEvent): void {
  event.preventDefault();
  event.stopPropagation();
  document.dispatchEvent(new CustomEvent("mozaiks:help"));
}

function FiringCount() {
  const { data } = useData(address("/api/alerts", { state: "firing", limit: 100 }), SOMETIMES);
  const firing = (data?.alerts.length ?? 0) + (data?.left_out ?? 0);
  return firing === 0 ? null : (
    <span class="nav-count" aria-label={`${firing} firing`}>
      {firing > 99 ? "99+" : firing}
    </span>
  );
}

const THEMES: readonly { theme: Theme; name: string }[] = [
  { theme: "system", name: "As the system" },
  { theme: "light", name: "Light" },
  { theme: "dark", name: "Dark" },
];

function ThemeMenu() {
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <Menu
      label="Theme"
      align="start"
      items={THEMES.map((each) => ({
        name: each.name,
        chosen: each.theme === theme,
        act: () => {
          chooseTheme(each.theme);
          setTheme(each.theme);
        },
      }))}
    >
      <Icon name={theme === "dark" ? "moon" : "sun"} title="Theme" />
    </Menu>
  );
}

function ZoneMenu() {
  const zone = useZone();
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Menu
      label="Time zone"
      align="start"
      items={[
        { name: `This browser’s (${own})`, chosen: zone === "local", act: () => chooseZone("local") },
        { name: "UTC", chosen: zone === "UTC", act: () => chooseZone("UTC") },
      ]}
    >
      <Icon name="clock" />
      {zone === "local" ? own.split("/").at(-1)!.replaceAll("_", " ") : zone}
    </Menu>
  );
}
