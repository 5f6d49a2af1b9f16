import { money, percent } from "../../format";
import { useToday } from "../../state/today";
import { iso } from "../../state/asked";
import { LimitMeter, limitTone, Stat } from "../../ui/stat";

const DAY = 86_400_000;
const SOON = 3_600_000; // before an hour has passed, a pace says little

/** What was spent today against the limit of the rule about it, and where it leads at today's pace. */
export function Today() {
  const { midnight, spent, limit, share } = useToday();
  const passed = Date.now() - midnight;
  const byMidnight = spent === null || passed < SOON ? null : (spent / passed) * DAY;
  const tone = share === null || limit === null ? {} : { tone: share < 0.8 && (byMidnight ?? 0) > limit ? ("warn" as const) : limitTone(share) };
  return (
    <Stat
      name="Today, in UTC"
      value={money(spent)}
      title={`since ${iso(midnight)}`}
      note={
        <>
          {limit === null ? "no daily limit is set" : `${percent(share, 0)} of the limit of ${money(limit)}`}
          {byMidnight !== null && <>; {money(byMidnight)} by midnight at this pace</>}
        </>
      }
      {...tone}
    >
      <LimitMeter share={share} />
    </Stat>
  );
}
