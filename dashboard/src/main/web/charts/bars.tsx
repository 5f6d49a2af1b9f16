/** One bar among others. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly href?: string;
}

const MOST = 8;

/**
 * Bars side by side, the longest first; those beyond the eighth are added up.
 *
 * @param kept whether they stay in their order
 */
export function Bars({ bars, format, kept = false }: { bars: readonly Bar[]; format: (value: number) => string; kept?: boolean }) {
  const sorted = kept ? bars : [...bars].sort((a, b) => b.value - a.value || a.name.localeCompare(b.name));
  const shown = sorted.length > MOST ? sorted.slice(0, MOST - 1) : sorted;
  const rest = sorted.slice(shown.length);
  const all: readonly Bar[] = rest.length === 0 ? shown : [...shown, { name: `${rest.length} others`, value: rest.reduce((sum, bar) => sum + bar.value, 0) }];
  const max = Math.max(...all.map((bar) => bar.value), Number.MIN_VALUE);
  return (
    <ul class="bars">
      {all.map((bar) => (
        <li key={bar.name}>
          <span class="bars-name">{bar.href === undefined ? bar.name : <a href={bar.href}>{bar.name}</a>}</span>
          <span>{format(bar.value)}</span>
          <span class="meter" aria-hidden="true">
            <span style={{ width: `${(bar.value / max) * 100}%` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}
