import { change, usePlace } from "../state/place";
import { Menu } from "./menu";
import type { Column } from "./table";

const PARAMETER = "columns";

/** Those of the columns that the user chose; the choice stands in the address, as names with commas between. The first one is always shown. */
export function useColumns<R>(all: readonly Column<R>[]): readonly Column<R>[] {
  const words = usePlace().query.get(PARAMETER);
  const chosen = words === null ? null : new Set(words.split(","));
  return all.filter((column, i) => i === 0 || (chosen === null ? column.optional !== true : chosen.has(wordOf(column))));
}

/** A menu to choose columns. */
export function ColumnsMenu<R>({ all }: { all: readonly Column<R>[] }) {
  const shown = new Set(useColumns(all).map(wordOf));
  const standard = all.filter((column) => column.optional !== true).map(wordOf);
  const choose = (words: readonly string[]) => change({ [PARAMETER]: words.join(",") === standard.join(",") ? null : words.join(",") }, true);
  return (
    <Menu
      label="Columns"
      items={all.slice(1).map((column) => ({
        name: column.name,
        chosen: shown.has(wordOf(column)),
        many: true,
        act: () => choose(all.map(wordOf).filter((word) => shown.has(word) !== (word === wordOf(column)))),
      }))}
    >
      Columns
    </Menu>
  );
}

function wordOf<R>(column: Column<R>): string {
  return column.name.toLowerCase().replaceAll(" ", "_");
}
