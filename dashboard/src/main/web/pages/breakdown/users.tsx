import type { PageProps } from "../../app/pages";
import { Breakdown } from "./breakdown";
import { USERS } from "./subject";

export default function Users({ item }: PageProps) {
  return <Breakdown subject={USERS} item={item} />;
}
