import { useEffect, useState } from "preact/hooks";

/** A field for the least cost in US dollars; it counts when it is left, or with Enter. */
export function CostField({ value, onChange }: { value: string | null; onChange: (value: string) => void }) {
  const [text, setText] = useState(value ?? "");
  useEffect(() => setText(value ?? ""), [value]);
  return (
    <input
      type="number"
      min="0"
      step="any"
      aria-label="Cost at least, in US dollars"
      placeholder="Cost ≥"
      class="cost-field"
      value={text}
      onInput={(event) => setText(event.currentTarget.value)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
