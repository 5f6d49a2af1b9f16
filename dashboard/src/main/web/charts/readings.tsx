import { fullTime, shortDateTime, UNKNOWN } from "../format";
import { beginOf, type Buckets, type Drawn } from "./buckets";
import { colourToken } from "./palette";
import type { Trace } from "./time-chart";

type Format = (value: number | null) => string;

/** The mark that tells traces apart. */
export function Swatch({ trace }: { trace: Trace }) {
  return <span class={trace.dashed === true ? "swatch dashed" : "swatch"} style={{ "--swatch": `var(--${colourToken(trace.colour)})` }} />;
}

/** All values of one bucket, beside the pointer. */
export function Tip({ index, x, all, buckets, format, width }: { index: number; x: number; all: readonly Drawn[]; buckets: Buckets; format: Format; width: number }) {
  const at = beginOf(buckets, index);
  return (
    <div class={x > width / 2 ? "chart-tip left" : "chart-tip"} style={{ left: `${x}px` }}>
      <div class="chart-tip-time">
        {shortDateTime(at)} – {shortDateTime(at + buckets.step)}
      </div>
      {all.map(({ trace, values }) => (
        <div key={trace.name} class="chart-tip-row">
          <Swatch trace={trace} />
          <span>{trace.name}</span>
          <strong>{format(values[index] ?? null)}</strong>
        </div>
      ))}
    </div>
  );
}

/** A chart's values as a table, the latest first. */
export function ValueTable({ label, all, buckets, format, height }: { label: string; all: readonly Drawn[]; buckets: Buckets; format: Format; height: number }) {
  const indices = Array.from({ length: buckets.count }, (_, i) => buckets.count - 1 - i).filter((index) => all.some(({ values }) => values[index] !== null));
  return (
    <div class="table-scroll" style={{ height: `${height}px`, overflowY: "auto" }} tabIndex={0} role="region" aria-label={`${label}, as a table`}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Time</th>
            {all.map(({ trace }) => (
              <th key={trace.name} scope="col" class="number">
                {trace.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {indices.map((index) => (
            <tr key={index}>
              <td title={fullTime(beginOf(buckets, index))}>{shortDateTime(beginOf(buckets, index))}</td>
              {all.map(({ trace, values }) => (
                <td key={trace.name} class="number">
                  {format(values[index] ?? null)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What a screen reader says of the picture. */
export function summary(label: string, all: readonly Drawn[], format: Format): string {
  const told = all.map(({ trace, values }) => {
    const known = values.filter((value): value is number => value !== null);
    return known.length === 0 ? `${trace.name}: ${UNKNOWN}` : `${trace.name}: at most ${format(Math.max(...known))}, last ${format(known.at(-1)!)}`;
  });
  return `${label}. ${told.join("; ")}`;
}
