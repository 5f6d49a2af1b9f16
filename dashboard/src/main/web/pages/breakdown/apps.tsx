import type { PageProps } from "../../app/pages";
import { Breakdown } from "./breakdown";
import { APPS } from "./subject";

export default function Apps({ item }: PageProps) {
  return <Breakdown subject={APPS} item={item} />;
}
