import type { PageProps } from "../../app/pages";
import { PageFrame } from "../../ui/page";
import { Tabs } from "../../ui/tabs";
import { AlertDetail } from "./alert-detail";
import { AlertList } from "./alert-list";
import { Channels } from "./channels";
import { History } from "./history";
import { RuleList } from "./rule-list";
import { Silences } from "./silences";
import { RuleTrial } from "./rule-trial";

const TABS = [
  { item: null, name: "Now" },
  { item: "history", name: "History" },
  { item: "silences", name: "Silences" },
  { item: "rules", name: "Rules" },
  { item: "trial", name: "Try a rule" },
  { item: "channels", name: "Channels" },
] as const;

/** What is wrong now, what was, who is told, and by which rules. An alert's fingerprint behind the path shows that alert. */
export default function AlertsPage({ item }: PageProps) {
  const tab = TABS.find((each) => each.item === item);
  return (
    <PageFrame title="Alerts">
      <Tabs label="Alerts" path="/alerts" tabs={TABS} current={tab === undefined ? null : item} />
      {item === null ? (
        <AlertList />
      ) : item === "history" ? (
        <History />
      ) : item === "silences" ? (
        <Silences />
      ) : item === "rules" ? (
        <RuleList />
      ) : item === "trial" ? (
        <RuleTrial />
      ) : item === "channels" ? (
        <Channels />
      ) : (
        <AlertDetail fingerprint={item} />
      )}
    </PageFrame>
  );
}
