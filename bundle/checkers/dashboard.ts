// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
//
// What a file of dashboards/ must be: Grafana's own types of the dashboard, of each kind of panel and of what is asked of Prometheus. Where
// Grafana says "any object" for what depends on the kind of panel, this says which.
import type {Dashboard, FieldConfig, Panel, RowPanel, VariableModel} from "@grafana/schema/dist/esm/raw/dashboard/x/Dashboard_types.gen";
import type {Options as BarGauge} from "@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen";
import type {FieldConfig as HeatmapField, Options as Heatmap} from "@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen";
import type {Options as Stat} from "@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen";
import type {FieldConfig as TableField, Options as Table} from "@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen";
import type {FieldConfig as TimeSeriesField, Options as TimeSeries} from "@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen";
import type {Dataquery} from "@grafana/grafana-foundation-sdk/prometheus";

/** As JSON has it: enumerations are their values. */
type Json<T> = T extends string ? `${T}` : T extends object ? {[K in keyof T]: Json<T[K]>} : T;

/** Of which parts may be left out, for Grafana puts in what is usual. */
type Some<T> = T extends (infer E)[] ? Some<E>[] : T extends object ? {[K in keyof T]?: Some<T[K]>} : T;

type Query = Omit<Dataquery, "_implementsDataqueryVariant" | "refId" | "datasource"> &
  Required<Pick<Dataquery, "refId" | "datasource">>;

type Transformation =
  | {id: "merge"; options: Record<string, never>}
  | {id: "organize"; options: {excludeByName: Record<string, boolean>; renameByName: Record<string, string>}};

type PanelOf<Kind extends string, Options, Custom> = Omit<
  Panel,
  "type" | "options" | "fieldConfig" | "targets" | "transformations"
> & {
  type: Kind;
  options: Some<Options>;
  fieldConfig: {defaults: Omit<FieldConfig, "custom"> & {custom?: Some<Custom>}; overrides: never[]};
  targets: Query[];
  transformations?: Transformation[];
} & Required<Pick<Panel, "id" | "title" | "gridPos" | "datasource">>;

type Panels =
  | PanelOf<"stat", Stat, never>
  | PanelOf<"timeseries", TimeSeries, TimeSeriesField>
  | PanelOf<"bargauge", BarGauge, never>
  | PanelOf<"table", Table, TableField>
  | PanelOf<"heatmap", Heatmap, HeatmapField>
  | (Omit<RowPanel, "panels"> & {panels: never[]} & Required<Pick<RowPanel, "title" | "gridPos">>);

/** A variable; `definition` is what the list of variables shows of a query, and is in no type. */
type Variable = VariableModel & {definition?: string};

export type DashboardFile = Json<
  Omit<Dashboard, "panels" | "templating"> & {panels: Panels[]; templating: {list: Variable[]}} & Required<
      Pick<Dashboard, "uid" | "title" | "description" | "time">
    >
>;
