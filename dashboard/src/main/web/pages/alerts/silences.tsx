import { useState } from "preact/hooks";
import { address, ApiError, send } from "../../api/client";
import type { Silence } from "../../api/types";
import { ago, fullTime } from "../../format";
import { SOMETIMES } from "../../state/asked";
import { useData, useNow } from "../../state/data";
import { Badge } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Empty, Failure, Show } from "../../ui/states";

const URL = address("/api/silences", { limit: 1000 });

/** What holds notifications back for a time, and a new silence. */
export function Silences() {
  const silences = useData(URL, SOMETIMES);
  const now = useNow(5_000);
  const [error, setError] = useState<ApiError | null>(null);
  const end = async (silence: Silence) => {
    try {
      await send("DELETE /api/silences/{id}", { id: silence.id, asked_by: "dashboard" }, undefined);
      setError(null);
    } catch (e) {
      setError(e as ApiError);
    }
    silences.reload();
  };
  return (
    <div class="columns">
      <div class="span-8">
        <Card title="Silences" source={URL}>
          {error !== null && <Failure error={error} />}
          <Show loaded={silences}>
            {(data) =>
              data.silences.length === 0 ? (
                <Empty title="No silences">While one is active, alerts that it matches are evaluated and shown, but nobody is told.</Empty>
              ) : (
                <div class="list">
                  {data.silences.map((silence) => (
                    <div key={silence.id}>
                      <Badge tone={silence.state === "active" ? "warn" : silence.state === "pending" ? "info" : "plain"}>{silence.state}</Badge>
                      <div class="name">
                        <span class="mono">{silence.matchers.join(", ")}</span>
                        <div class="note">
                          {silence.comment} · {silence.created_by}
                        </div>
                      </div>
                      <span class="grow" />
                      <span class="note" title={`${fullTime(silence.starts_at)} – ${fullTime(silence.ends_at)}`}>
                        {silence.state === "expired" ? `over ${ago(silence.expired_at ?? silence.ends_at, now)}` : `ends ${ago(silence.ends_at, now)}`}
                      </span>
                      {silence.state !== "expired" && (
                        <button class="button small" onClick={() => void end(silence)}>
                          End it
                        </button>
                      )}
                    </div>
                  ))}
                </div>
              )
            }
          </Show>
        </Card>
      </div>
      <div class="span-4">
        <Card title="New silence">
          <SilenceForm matchers={[]} onDone={silences.reload} />
        </Card>
      </div>
    </div>
  );
}

/** Makes a silence of matchers, one a line. */
export function SilenceForm({ matchers, onDone }: { matchers: readonly string[]; onDone: () => void }) {
  const [text, setText] = useState(matchers.join("\n"));
  const [duration, setDuration] = useState("2h");
  const [by, setBy] = useState("");
  const [comment, setComment] = useState("");
  const [error, setError] = useState<ApiError | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      await send("POST /api/silences", {}, { matchers: text.split("\n").filter((line) => line.trim() !== ""), duration, created_by: by, comment });
      setError(null);
      onDone();
    } catch (e) {
      setError(e as ApiError);
    }
  };
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      <label>
        Matchers, one a line
        <textarea rows={4} value={text} placeholder={'app="shop"\nseverity!="critical"'} onInput={(event) => setText(event.currentTarget.value)} required />
      </label>
      <label>
        For
        <select class="field" value={duration} onChange={(event) => setDuration(event.currentTarget.value)}>
          {["30m", "1h", "2h", "8h", "24h", "7d"].map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <label>
        Who
        <input type="text" value={by} onInput={(event) => setBy(event.currentTarget.value)} required />
      </label>
      <label>
        Why
        <input type="text" value={comment} onInput={(event) => setComment(event.currentTarget.value)} required />
      </label>
      {error !== null && <Failure error={error} />}
      <button class="button primary" type="submit">
        Silence
      </button>
    </form>
  );
}
