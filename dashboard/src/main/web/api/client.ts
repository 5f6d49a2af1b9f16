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

/** An address of the API; parameters that are null, undefined or empty are left out. */
export function address(path: string, parameters: Record<string, Parameter> = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== "") {
      query.set(name, String(value));
    }
  }
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** The address of something with a name in its path. */
export function segment(name: string): string {
  return encodeURIComponent(name);
}

/**
 * Asks the server.
 *
 * @throws ApiError for an error document, and with status 0 if the server cannot be reached
 */
export async function ask<T>(url: string, options: RequestInit = {}): Promise<T> {
  const answer = await reach(url, { ...options, headers: { Accept: "application/json", ...options.headers } });
  if (!answer.ok) {
    throw await refusal(answer);
  }
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

/** Sends JSON, and reads the answer. Errors as with [ask]. */
export function send<T>(method: "POST" | "DELETE", url: string, body?: unknown): Promise<T> {
  return ask<T>(url, body === undefined ? { method } : { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
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
