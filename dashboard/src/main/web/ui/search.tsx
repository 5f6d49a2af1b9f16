import { useEffect, useRef, useState } from "preact/hooks";

const PAUSE = 250; // milliseconds without a key before it counts

/** A field for words to look for; `/` leads to it. */
export function Search({ value, onChange, label, placeholder = label }: { value: string; onChange: (value: string) => void; label: string; placeholder?: string }) {
  const [text, setText] = useState(value);
  const timer = useRef<number>();
  useEffect(() => setText(value), [value]);
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={placeholder}
      value={text}
      onInput={(event) => {
        const typed = event.currentTarget.value;
        setText(typed);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => onChange(typed), PAUSE);
      }}
    />
  );
}
