import type { ComponentChildren } from "preact";
import type { ChatStatus, Flag, Severity } from "../api/types";

export type Tone = "ok" | "warn" | "bad" | "info" | "plain";

/** A word with a colour, and a dot of a shape of its own: colour alone says nothing to many. */
export function Badge({ tone, title, children }: { tone: Tone; title?: string; children: ComponentChildren }) {
  return (
    <span class={`badge ${tone}`} title={title}>
      <span class="badge-dot" aria-hidden="true" />
      {children}
    </span>
  );
}

const STATUS: Record<ChatStatus, Tone> = { running: "info", completed: "ok", failed: "bad", cancelled: "plain", abandoned: "warn" };

export function StatusBadge({ status }: { status: ChatStatus }) {
  return <Badge tone={STATUS[status] ?? "plain"}>{status}</Badge>;
}

export function FlagBadge({ flag }: { flag: Flag }) {
  return (
    <Badge tone="warn" title={flag.reason}>
      {flag.flag}
    </Badge>
  );
}

export function severityTone(severity: Severity): Tone {
  return severity === "critical" ? "bad" : severity === "warning" ? "warn" : "info";
}
