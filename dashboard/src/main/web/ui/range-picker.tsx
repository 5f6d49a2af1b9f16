import { useState } from "preact/hooks";
import { shortDateTime } from "../format";
import { change, usePlace } from "../state/place";
import { chosen, LAST, nameOf, rangeOf, rememberRange } from "../state/range";
import { useZone } from "../state/zone";
import { Icon } from "./icon";
import { Menu } from "./menu";

/** Chooses the range of time of the page; it stands in the address. */
export function RangePicker({ compare = false }: { compare?: boolean }) {
  const at = usePlace();
  useZone();
  const range = rangeOf(at);
  const [own, setOwn] = useState(false);
  return (
    <div class="range">
      {compare && (
        <button class="button" aria-pressed={at.query.get("compare") === "before"} onClick={() => change({ compare: at.query.get("compare") === "before" ? null : "before" })} title="Show the period before beside it">
          Compare
        </button>
      )}
      <Menu
        label="Range of time"
        items={[
          ...LAST.map((each) => ({
            name: each.name,
            chosen: range.kind === "last" && range.word === each.word,
            act: () => {
              rememberRange(each.word);
              change(chosen({ kind: "last", word: each.word, millis: each.millis }));
            },
          })),
          { name: "From … to …", chosen: range.kind === "fixed", act: () => setOwn(true) },
        ]}
      >
        <Icon name="clock" />
        {nameOf(range, shortDateTime)}
        <Icon name="down" />
      </Menu>
      {own && <OwnRange onDone={() => setOwn(false)} />}
    </div>
  );
}

/** Local date and time fields for a fixed range. */
function OwnRange({ onDone }: { onDone: () => void }) {
  const now = Date.now();
  const [from, setFrom] = useState(local(now - 3_600_000));
  const [to, setTo] = useState(local(now));
  const valid = Date.parse(from) < Date.parse(to);
  const apply = (event: Event) => {
    event.preventDefault();
    if (valid) {
      change(chosen({ kind: "fixed", from: Date.parse(from), to: Date.parse(to) }));
      onDone();
    }
  };
  return (
    <form class="popover" onSubmit={apply} onKeyDown={(event) => event.key === "Escape" && onDone()}>
      <label>
        From
        <input type="datetime-local" step="1" value={from} onInput={(event) => setFrom(event.currentTarget.value)} autofocus />
      </label>
      <label>
        To
        <input type="datetime-local" step="1" value={to} onInput={(event) => setTo(event.currentTarget.value)} />
      </label>
      {!valid && <p class="note bad">The end must be later than the beginning.</p>}
      <div class="row">
        <button class="button" type="button" onClick={onDone}>
          Cancel
        </button>
        <button class="button primary" type="submit" disabled={!valid}>
          Show
        </button>
      </div>
    </form>
  );
}

function local(millis: number): string {
  const date = new Date(millis - new Date(millis).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 19);
}
