import { address } from "../../api/client";
import { percent } from "../../format";
import { useData } from "../../state/data";
import { Budget, worstBudget } from "../../ui/budget";
import { Card } from "../../ui/card";
import { Empty, Show } from "../../ui/states";

/** What is left of the error budget of each service level; of several groups, of the one with the least. */
export function Budgets({ every }: { every: number }) {
  const levels = useData(address("/api/slos"), every);
  return (
    <Card title="Error budgets" source="/api/slos" actions={<a href="/slos">All</a>}>
      <Show loaded={levels}>
        {(data) =>
          data.slos.length === 0 ? (
            <Empty title="No service levels" />
          ) : (
            <div class="list">
              {data.slos.map((level) => {
                const row = worstBudget(level);
                return (
                  <a key={level.name} href="/slos" title={level.description}>
                    <span class="name">
                      {level.display_name} <span class="note">{percent(level.target, 2)}</span>
                    </span>
                    <span class="grow" />
                    {row === undefined ? <span class="note">nothing counted</span> : <Budget row={row} />}
                  </a>
                );
              })}
            </div>
          )
        }
      </Show>
    </Card>
  );
}
