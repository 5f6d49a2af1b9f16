import type { Alert, AlertState } from "../../api/types";
import { bytes, count, duration, money, percent, UNKNOWN } from "../../format";
import { Badge, severityTone, type Tone } from "../../ui/badge";

/** The labels that tell alerts of one rule apart. */
export function Labels({ labels }: { labels: Record<string, string> }) {
  return (
    <span class="labels">
      {Object.entries(labels)
        .filter(([name]) => name !== "alertname" && name !== "severity")
        .map(([name, value]) => (
          <span key={name} class="label">
            {name}: <b>{value === "" ? "unknown" : value}</b>
          </span>
        ))}
    </span>
  );
}

export function StateBadge({ alert }: { alert: Pick<Alert, "state" | "severity" | "muted_by"> }) {
  return alert.state === "firing" ? (
    <Badge tone={severityTone(alert.severity)} {...(alert.muted_by === null ? {} : { title: `Nobody is told: ${alert.muted_by}` })}>
      {alert.severity}
      {alert.muted_by !== null && " · muted"}
    </Badge>
  ) : (
    <Badge tone={stateTone(alert.state)}>{alert.state}</Badge>
  );
}

/** Of a state that an alert came into. */
export function stateTone(state: AlertState | "inactive"): Tone {
  return state === "firing" ? "bad" : state === "resolved" ? "ok" : "plain";
}

/** A value in the unit of its rule. */
export function valueOf(value: number | null | undefined, unit: string | undefined): string {
  if (value === null || value === undefined) {
    return UNKNOWN;
  }
  switch (unit) {
    case "share":
      return percent(value, 2);
    case "seconds":
      return duration(value);
    case "days":
      return `${count(value)} days`;
    case "bytes":
      return bytes(value);
    case "usd":
    case "US dollars":
      return money(value);
    default:
      return count(value) === "0" && value !== 0 ? String(value) : new Intl.NumberFormat(undefined, { maximumSignificantDigits: 4 }).format(value);
  }
}
