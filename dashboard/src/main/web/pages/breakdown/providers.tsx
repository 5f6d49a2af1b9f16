import type { PageProps } from "../../app/pages";
import { Breakdown } from "./breakdown";
import { PROVIDERS } from "./subject";

export default function Providers({ item }: PageProps) {
  return <Breakdown subject={PROVIDERS} item={item} />;
}
