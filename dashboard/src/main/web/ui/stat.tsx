import type { ComponentChildren } from "preact";
import type { Tone } from "./badge";

/**
 * One number that matters.
 *
 * @param change what it was before, in words such as "+12 %"
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
  const inner = (
    <>
      <span class="stat-name">{name}</span>
      <span class="stat-value" title={title}>
        {value}
      </span>
      <span class="stat-foot">
        {change !== undefined && <span class={good === null ? "delta" : good ? "delta ok" : "delta bad"}>{change}</span>}
        {note !== undefined && <span class="note">{note}</span>}
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
