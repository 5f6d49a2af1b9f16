/** Parts of a page that are links, so that each can be come back to. */
export function Tabs({ label, path, tabs, current }: { label: string; path: string; tabs: readonly { item: string | null; name: string }[]; current: string | null }) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <a key={tab.name} href={tab.item === null ? path : `${path}/${tab.item}`} aria-current={tab.item === current ? "page" : undefined}>
          {tab.name}
        </a>
      ))}
    </nav>
  );
}
