import { segment } from "../state/item";
import type { Feeds, Routes, Sends } from "./routes";

/** What the server said against a request, as a problem document of RFC 9457. */
export class ApiError extends Error {
  readonly status: number;
  /** For how many seconds to wait before asking again; null if nothing was said. */
  readonly retryAfter: number | null;

  constructor(status: number, detail: string, retryAfter: number | null) {
    super(detail);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

type Parameter = string | number | boolean | null | undefined;

declare const answer: unique symbol;
declare const events: unique symbol;

/** The address of something that is answered with a T. */
export type Address<T> = string & { readonly [answer]: T };

/** The address of a stream of server-sent events with these data. */
export type FeedAddress<E> = string & { readonly [events]: E };

type Asked<P extends string> = { readonly [name in P]?: Parameter };

/**
 * An address: of the API, by the path of a route, or of a page. Parameters that stand in the path in braces go there, all others into the query;
 * those that are null, undefined or empty are left out.
 */
export function address<P extends keyof Routes>(path: P, parameters?: Asked<Routes[P]["asks"]>): Address<Routes[P]["answers"]>;
export function address<P extends keyof Feeds>(path: P, parameters?: Asked<Feeds[P]["asks"]>): FeedAddress<Feeds[P]["events"]>;
export function address(path: `/${Page}${string}`, parameters?: Record<string, Parameter>): string;
export function address(path: string, parameters: Record<string, Parameter> = {}): string {
  return filled(path, parameters);
}

/** The first part of the addresses of pages. */
type Page = "live" | "chats" | "agents" | "workflows" | "models" | "tools" | "users" | "apps" | "providers" | "cost" | "logs" | "alerts" | "slos" | "setup";

/** An address with one more parameter, which the route has to know. */
export function extended<T>(base: Address<T>, name: string, value: string): Address<T> {
  return `${base}${base.includes("?") ? "&" : "?"}${name}=${encodeURIComponent(value)}` as Address<T>;
}

function filled(path: string, parameters: Record<string, Parameter>): string {
  const query = new URLSearchParams();
  let filling = path;
  for (const [name, value] of Object.entries(parameters)) {
    if (path.includes(`{${name}}`)) {
      filling = filling.replace(`{${name}}`, segment(String(value)));
    } else if (value !== null && value !== undefined && value !== "") {
      query.set(name, String(value));
    }
  }
  const text = query.toString();
  return text === "" ? filling : `${filling}?${text}`;
}

/**
 * Asks the server.
 *
 * @throws ApiError for an error document, and with status 0 if the server cannot be reached
 */
export async function ask<T>(url: Address<T>, options: RequestInit = {}): Promise<T> {
  const answer = await reach(url, { ...options, headers: { Accept: "application/json", ...options.headers } });
  if (!answer.ok) {
    throw await refusal(answer);
  }
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

/** Sends JSON to a route, and reads the answer. Errors as with [ask]. */
export function send<R extends keyof Sends>(route: R, parameters: Asked<Sends[R]["asks"]>, body: Sends[R]["body"]): Promise<Sends[R]["answers"]> {
  const [method, path] = route.split(" ") as [string, string];
  const url = filled(path, parameters as Record<string, Parameter>) as Address<Sends[R]["answers"]>;
  return ask(url, body === undefined ? { method } : { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
}

async function reach(url: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(url, options);
  } catch (e) {
    if (e instanceof DOMException && e.name === "AbortError") {
      throw e;
    }
    throw new ApiError(0, "The server cannot be reached.", null);
  }
}

async function refusal(answer: Response): Promise<ApiError> {
  const retryAfter = Number(answer.headers.get("Retry-After") ?? NaN);
  let detail = `${answer.status} ${answer.statusText}`;
  try {
    const problem = (await answer.json()) as { detail?: string; title?: string };
    detail = problem.detail ?? problem.title ?? detail;
  } catch {
    // Not a problem document; its status has to do.
  }
  return new ApiError(answer.status, detail, Number.isNaN(retryAfter) ? null : retryAfter);
}
