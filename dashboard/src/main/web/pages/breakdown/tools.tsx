import type { PageProps } from "../../app/pages";
import { Breakdown } from "./breakdown";
import { TOOLS } from "./subject";

export default function Tools({ item }: PageProps) {
  return <Breakdown subject={TOOLS} item={item} />;
}
