import { useState } from "preact/hooks";
import { Icon } from "./icon";

/** Text to copy. */
export function Code({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <div class="code">
      <pre class="codebox" tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <button class="button small" onClick={() => void copy()} aria-label={`Copy: ${label}`}>
        <Icon name={copied ? "check" : "copy"} />
        {copied ? "Copied" : "Copy"}
      </button>
    </div>
  );
}
