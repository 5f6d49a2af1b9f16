/**
 * How the name of something stands in a path, as in `/chats/a%2Fb`. Names that no path can carry, the empty one and those that browsers resolve (`.` and
 * `..`), have a `~` in front; so have those that look like that, so that no two names are one. The server reads them the same way, see PathSegment.
 */
export function segment(name: string): string {
  return /^~*\.{0,2}$/.test(name) ? `~${name}` : encodeURIComponent(name);
}

/** The name that stands in a path; null if nothing can be read there. */
export function nameIn(text: string): string | null {
  if (/^~+\.{0,2}$/.test(text)) {
    return text.slice(1);
  }
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // a % that encodes nothing
  }
}
