import { address } from "../../api/client";
import type { About, Library } from "../../api/types";
import { bytes, count, duration, fullTime, UNKNOWN } from "../../format";
import { useData } from "../../state/data";
import { Card } from "../../ui/card";
import { Facts } from "../../ui/panel";
import { Stat } from "../../ui/stat";
import { Show } from "../../ui/states";
import { Table, type Column } from "../../ui/table";

const COLUMNS: readonly Column<Library>[] = [
  { name: "Library", grow: true, show: (row) => row.name },
  { name: "Version", show: (row) => row.version ?? UNKNOWN },
  { name: "Licence", minor: true, show: (row) => <span class="note" title={row.licence ?? undefined}>{licenceOf(row)}</span> },
];

/** What this server is, what it runs on, where its data is, and what it is made of. */
export function AboutPart() {
  const url = address("/api/about");
  const loaded = useData<About>(url, 60_000);
  return (
    <Show loaded={loaded} lines={12}>
      {(data) => (
        <>
          <div class="stats">
            <Stat name="Version" value={data.version} note={`licence ${data.licence}`} />
            <Stat name="Up for" value={duration(data.uptime_sec)} title={fullTime(data.started_at)} note={`since ${fullTime(data.started_at)}`} />
            <Stat name="Database" value={bytes(data.data.database_bytes)} note={data.data.free_bytes === null ? "in memory" : `${bytes(data.data.free_bytes)} free on its disk`} />
            <Stat name="Java" value={data.java.version} note={data.java.vendor ?? UNKNOWN} />
          </div>
          <Card title="Where it runs" source={url} csv={false}>
            <Facts
              facts={[
                ["Data folder", data.data.folder ?? "none: what is stored is lost with the process"],
                ["Tables", data.data.schema_version === null ? null : `version ${data.data.schema_version}`],
                ["Java", `${data.java.vm ?? ""} ${data.java.version}, ${data.java.vendor ?? ""}`],
                ["Heap", `at most ${bytes(data.java.max_heap_bytes)}`],
                ["System", `${data.system.name ?? ""} ${data.system.version ?? ""}, ${data.system.architecture ?? ""}, ${count(data.system.processors)} processors`],
              ]}
            />
          </Card>
          <Card title="Made of" note="the libraries of the process, and the licences that they name" source={url} flush>
            <Table label="Libraries" columns={COLUMNS} rows={data.libraries} rowKey={(row) => `${row.name} ${row.version ?? ""}`} height="34rem" />
          </Card>
        </>
      )}
    </Show>
  );
}

/** The first of several, without what stands around a name or an address. */
function licenceOf(row: Library): string {
  return row.licence === null ? "see its jar" : row.licence.replaceAll('"', "").split(/[;,]/)[0]!.replace(/^https?:\/\/(www\.)?/, "");
}
