/** A line without axes, for the trend beside a number. Gaps where values are unknown. */
export function Spark({ values, label }: { values: readonly (number | null)[]; label: string }) {
  const known = values.filter((value): value is number => value !== null);
  if (known.length < 2) {
    return <span class="spark" />;
  }
  const max = Math.max(...known);
  const min = Math.min(0, ...known);
  const y = (value: number) => (max === min ? 20 : 22 - ((value - min) / (max - min)) * 20);
  let pen = false;
  const path = values
    .map((value, i) => {
      if (value === null) {
        pen = false;
        return "";
      }
      const command = `${pen ? "L" : "M"}${((i / (values.length - 1)) * 100).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = true;
      return command;
    })
    .join("");
  return (
    <svg class="spark" viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label={label}>
      <path d={path} vector-effect="non-scaling-stroke" />
    </svg>
  );
}
