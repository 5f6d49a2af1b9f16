import type { ComponentChildren } from "preact";
import { UNKNOWN } from "../format";
import type { Tone } from "./badge";

/**
 * One number that matters.
 *
 * @param change how it differs from the period before, in words such as "+12 %"; left out where that is unknown
 * @param good whether the change is for the better; null where neither
 */
export function Stat({
  name,
  value,
  title,
  change,
  good = null,
  note,
  tone,
  href,
  children,
}: {
  name: string;
  value: ComponentChildren;
  title?: string;
  change?: string;
  good?: boolean | null;
  note?: ComponentChildren;
  tone?: Tone;
  href?: string;
  children?: ComponentChildren;
}) {
  const differs = change !== undefined && change !== UNKNOWN;
  const inner = (
    <>
      <span class="stat-name">{name}</span>
      <span class="stat-value" title={title}>
        {value}
      </span>
      <span class="stat-foot">
        {differs && <span class={good === null ? "delta" : good ? "delta ok" : "delta bad"}>{change}</span>}
        {(note !== undefined || differs) && <span class="note">{note ?? "vs. before"}</span>}
      </span>
      {children}
    </>
  );
  const kind = `stat ${tone ?? ""}`;
  return href === undefined ? (
    <div class={kind}>{inner}</div>
  ) : (
    <a class={kind} href={href}>
      {inner}
    </a>
  );
}

/** How much of a limit is used up; nothing where that is unknown. A warning from four fifths. */
export function LimitMeter({ share }: { share: number | null }) {
  return share === null ? null : (
    <span class={`meter ${limitTone(share)}`} aria-hidden="true">
      <span style={{ width: `${Math.min(100, share * 100)}%` }} />
    </span>
  );
}

/** @param share of the limit, from 0 */
export function limitTone(share: number): Tone {
  return share >= 1 ? "bad" : share >= 0.8 ? "warn" : "plain";
}
