import type { PageProps } from "../../app/pages";
import { Breakdown } from "./breakdown";
import { WORKFLOWS } from "./subject";

export default function Workflows({ item }: PageProps) {
  return <Breakdown subject={WORKFLOWS} item={item} />;
}
