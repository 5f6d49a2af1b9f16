import type { JSX } from "preact";
import type { PageProps } from "../../app/pages";
import { PageFrame } from "../../ui/page";
import { Empty } from "../../ui/states";
import { Tabs } from "../../ui/tabs";
import { AboutPart } from "./about";
import { Checklist } from "./checklist";
import { DataBalance } from "./data-balance";
import { PriceList } from "./prices";
import { RetentionPart } from "./retention";
import { SendData } from "./send-data";

const TABS = [
  { item: null, name: "Send data" },
  { item: "checklist", name: "Checklist" },
  { item: "balance", name: "Data balance" },
  { item: "prices", name: "Prices" },
  { item: "retention", name: "Retention" },
  { item: "about", name: "About" },
] as const;

const PARTS: Record<string, () => JSX.Element> = {
  "": () => <SendData />,
  checklist: () => <Checklist />,
  balance: () => <DataBalance />,
  prices: () => <PriceList />,
  retention: () => <RetentionPart />,
  about: () => <AboutPart />,
};

/** How to send data, whether monitoring works, and where everything went that was received. */
export default function Setup({ item }: PageProps) {
  return (
    <PageFrame title="Setup">
      <Tabs label="Setup" path="/setup" tabs={TABS} current={item} />
      {PARTS[item ?? ""]?.() ?? <Empty title="There is no such part of the setup" />}
    </PageFrame>
  );
}
