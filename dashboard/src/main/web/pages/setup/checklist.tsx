import { address } from "../../api/client";
import type { ChecklistAnswer } from "../../api/types";
import { ago } from "../../format";
import { useData, useNow } from "../../state/data";
import { change, usePlace } from "../../state/place";
import { Badge, type Tone } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Show } from "../../ui/states";

type Check = ChecklistAnswer["checks"][number];

const TONES: Record<Check["state"], Tone> = { ok: "ok", warn: "warn", fail: "bad", not_configured: "plain" };
const WORDS: Record<Check["state"], string> = { ok: "OK", warn: "warning", fail: "fails", not_configured: "not configured" };

/** The operations checklist as live checks: what stands, what does not, and the next step. */
export function Checklist() {
  const at = usePlace();
  const state = at.query.get("state");
  const loaded = useData(address("/api/checklist"), 15_000);
  const now = useNow(1_000);
  return (
    <Show loaded={loaded} lines={12}>
      {(data) => (
        <div class="stack">
          <div class="row wrap">
            {(["fail", "warn", "ok", "not_configured"] as const).map((each) => (
              <button key={each} class="button small" aria-pressed={state === each} onClick={() => change({ state: state === each ? null : each })}>
                <Badge tone={TONES[each]}>{WORDS[each]}</Badge> {data.summary[each]}
              </button>
            ))}
            <span class="note">looked {ago(data.at, now)}</span>
          </div>
          {[...new Set(data.checks.map((check) => check.section))].map((section) => {
            const checks = data.checks.filter((check) => check.section === section && (state === null || check.state === state));
            return (
              checks.length > 0 && (
                <Card key={section} title={checks[0]!.section_title} source={address("/api/checklist", { section })}>
                  <ul class="checks">
                    {checks.map((check) => (
                      <li key={check.id}>
                        <Badge tone={TONES[check.state]}>{WORDS[check.state]}</Badge>
                        <div>
                          <strong>{check.title}</strong>
                          <p class="note">{check.evidence}</p>
                          {check.next_step !== null && check.state !== "not_configured" && <p>{check.next_step}</p>}
                          {check.next_step !== null && check.state === "not_configured" && <p class="note">{check.next_step}</p>}
                        </div>
                      </li>
                    ))}
                  </ul>
                </Card>
              )
            );
          })}
        </div>
      )}
    </Show>
  );
}
