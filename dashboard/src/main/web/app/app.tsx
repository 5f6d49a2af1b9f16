import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { usePlace } from "../state/place";
import { useZone } from "../state/zone";
import { PageFrame } from "../ui/page";
import { Empty, Failure, Skeleton } from "../ui/states";
import { Navigation } from "./navigation";
import { pageOf, type Page, type PageProps } from "./pages";
import { Shortcuts } from "./shortcuts";

/** The frame of all pages: navigation, and the page of the address. */
export function App() {
  const at = usePlace();
  useZone(); // times on all pages are in it
  const found = pageOf(at.path);
  useEffect(() => {
    const item = found?.item ?? null;
    document.title = `${item === null ? "" : `${item} · `}${found?.page.name ?? "Not found"} · Mozaiks`;
  }, [at.path]);
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>
        Skip to the page
      </a>
      <Navigation current={found?.page ?? null} />
      <main id="main" tabIndex={-1}>
        {found === null ? (
          <Empty title="There is no such page">
            <a href="/">Go to the overview</a>
          </Empty>
        ) : (
          <LoadedPage key={found.page.path} page={found.page} item={found.item} />
        )}
      </main>
      <Shortcuts />
    </>
  );
}

const loadedPages = new Map<string, FunctionComponent<PageProps>>();

function LoadedPage({ page, item }: { page: Page; item: string | null }) {
  const [Body, setBody] = useState<FunctionComponent<PageProps> | undefined>(() => loadedPages.get(page.path));
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    page.load().then(
      (module) => {
        loadedPages.set(page.path, module.default);
        setBody(() => module.default);
      },
      () => setFailed(true),
    );
  }, [page]);
  if (failed) {
    return <Failure error={{ message: "The page could not be loaded; the server may be newer than what the browser has." }} onRetry={() => location.reload()} />;
  }
  return Body === undefined ? (
    <PageFrame title={page.name}>
      <Skeleton lines={8} />
    </PageFrame>
  ) : (
    <Body item={item} />
  );
}
