import type { PageProps } from "../../app/pages";
import { Breakdown } from "./breakdown";
import { AGENTS } from "./subject";

export default function Agents({ item }: PageProps) {
  return <Breakdown subject={AGENTS} item={item} />;
}
