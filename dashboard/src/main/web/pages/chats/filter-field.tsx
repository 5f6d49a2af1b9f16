import type { Series } from "../../api/types";
import { sumsAddress } from "../../state/asked";
import { useData } from "../../state/data";
import type { Span } from "../../state/range";
import { useEffect, useState } from "preact/hooks";

const MOST = 200;

/** A field for one exact value, which suggests those that there are in the range. They are asked for when it is used. */
export function FilterField({ name, span, value, onChange }: { name: "app" | "workflow" | "user" | "agent" | "model"; span: Span; value: string | null; onChange: (value: string) => void }) {
  const [used, setUsed] = useState(false);
  const [text, setText] = useState(value ?? "");
  useEffect(() => setText(value ?? ""), [value]);
  const known = useData<Series>(used ? sumsAddress(span, {}, name) : null);
  const values = [...new Set((known.data?.points ?? []).map((point) => point[name] ?? ""))].filter((each) => each !== "").sort();
  return (
    <>
      <input
        type="text"
        class="filter-field"
        list={`known-${name}`}
        aria-label={name}
        placeholder={name.charAt(0).toUpperCase() + name.slice(1)}
        value={text}
        onFocus={() => setUsed(true)}
        onInput={(event) => setText(event.currentTarget.value)}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <datalist id={`known-${name}`}>
        {values.slice(0, MOST).map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
    </>
  );
}
