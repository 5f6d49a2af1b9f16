import { useState } from "preact/hooks";
import { keep, kept } from "../../state/kept";
import { go, place } from "../../state/place";
import { Menu } from "../../ui/menu";

const KEY = "mozaiks.views";

interface View {
  readonly name: string;
  readonly query: string;
}

/** Filters under a name, kept in this browser; a view is a link like any other. */
export function SavedViews() {
  const [views, setViews] = useState(read);
  const setAndKeep = (changed: readonly View[]) => {
    setViews(changed);
    keep(KEY, JSON.stringify(changed));
  };
  const save = () => {
    const name = prompt("Name of this view")?.trim();
    if (name) {
      setAndKeep([...views.filter((view) => view.name !== name), { name, query: place().query.toString() }]);
    }
  };
  const current = views.find((view) => view.query === place().query.toString());
  return (
    <Menu
      label="Views"
      items={[
        ...views.map((view) => ({ name: view.name, chosen: view === current, act: () => go(`/chats?${view.query}`) })),
        { name: "Save these filters …", act: save },
        ...(current === undefined ? [] : [{ name: `Forget “${current.name}”`, act: () => setAndKeep(views.filter((view) => view !== current)) }]),
      ]}
    >
      Views
    </Menu>
  );
}

function read(): readonly View[] {
  try {
    return JSON.parse(kept(KEY) ?? "[]") as View[];
  } catch {
    return [];
  }
}
