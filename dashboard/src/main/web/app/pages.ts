import type { FunctionComponent } from "preact";
import { nameIn } from "../state/item";
import type { IconName } from "../ui/icon";

/** A page: where it is, what it is called, how it is drawn. Its code is loaded when it is first shown. */
export interface Page {
  readonly path: string;
  readonly name: string;
  readonly icon: IconName;
  /** The key after `g` that leads there; null for none. */
  readonly key: string | null;
  readonly group: "now" | "who" | "operate";
  /** The page in the navigation that leads there; absent for those that are in it themselves. */
  readonly under?: string;
  readonly load: () => Promise<{ default: FunctionComponent<PageProps> }>;
}

export interface PageProps {
  /** What stands in the path behind that of the page, decoded: of `/chats/a%2Fb` that is `a/b`. Null if nothing does. */
  readonly item: string | null;
}

/** The pages, each group in the order of the navigation. The server answers these paths, see DashboardApi. */
export const PAGES: readonly Page[] = [
  { path: "/", name: "Overview", icon: "overview", key: "o", group: "now", load: () => import("../pages/overview/overview") },
  { path: "/agents", name: "Agents", icon: "agents", key: "a", group: "who", load: () => import("../pages/breakdown/agents") },
  { path: "/workflows", name: "Workflows", icon: "workflows", key: "w", group: "who", load: () => import("../pages/breakdown/workflows") },
  { path: "/models", name: "Models", icon: "models", key: "m", group: "who", load: () => import("../pages/breakdown/models") },
  { path: "/tools", name: "Tools", icon: "tools", key: "t", group: "who", load: () => import("../pages/breakdown/tools") },
  { path: "/users", name: "Users", icon: "users", key: "u", group: "who", load: () => import("../pages/breakdown/users") },
  { path: "/live", name: "Live", icon: "live", key: "v", group: "now", load: () => import("../pages/live/live") },
  { path: "/chats", name: "Chats", icon: "chats", key: "c", group: "now", load: () => import("../pages/chats/chats") },
  { path: "/logs", name: "Logs", icon: "logs", key: "l", group: "now", load: () => import("../pages/logs/logs") },
  { path: "/cost", name: "Cost", icon: "cost", key: "p", group: "who", load: () => import("../pages/cost/cost") },
  { path: "/apps", name: "Apps", icon: "cost", key: null, group: "who", under: "/cost", load: () => import("../pages/breakdown/apps") },
  { path: "/providers", name: "Providers", icon: "cost", key: null, group: "who", under: "/cost", load: () => import("../pages/breakdown/providers") },
  { path: "/alerts", name: "Alerts", icon: "alerts", key: "e", group: "now", load: () => import("../pages/alerts/alerts") },
  { path: "/slos", name: "Service levels", icon: "slos", key: "s", group: "operate", load: () => import("../pages/slos/slos") },
  { path: "/setup", name: "Setup", icon: "setup", key: "x", group: "operate", load: () => import("../pages/setup/setup") },
];

/** The page of a path, and the item behind it; null if there is no such page. */
export function pageOf(path: string): { page: Page; item: string | null } | null {
  const exact = PAGES.find((page) => page.path === path);
  if (exact !== undefined) {
    return { page: exact, item: null };
  }
  const page = PAGES.find((each) => each.path !== "/" && path.startsWith(`${each.path}/`));
  const rest = page === undefined ? "" : path.slice(page.path.length + 1);
  const item = rest === "" || rest.includes("/") ? null : nameIn(rest);
  return page === undefined || item === null ? null : { page, item };
}
