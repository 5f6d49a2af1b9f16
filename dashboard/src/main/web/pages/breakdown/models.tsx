import type { PageProps } from "../../app/pages";
import { Breakdown } from "./breakdown";
import { MODELS } from "./subject";

export default function Models({ item }: PageProps) {
  return <Breakdown subject={MODELS} item={item} />;
}
