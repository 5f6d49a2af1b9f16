// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
//
// Says what of objects of the Prometheus operator is against its types. Reads them as an array of JSON: check-operator.mjs FILE
import {readFileSync} from "node:fs";
import {PrometheusRule} from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule";
import {ServiceMonitor} from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor";

const kinds = {PrometheusRule, ServiceMonitor};
let failed = false;
for (const object of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  try {
    const kind = kinds[object.kind];
    if (!kind || object.apiVersion !== "monitoring.coreos.com/v1") {
      throw new Error("not of a known kind");
    }
    new kind(object).validate();
  } catch (error) {
    failed = true;
    console.log(`${object.kind} ${object.metadata?.name}: ${error.message}`);
  }
}
process.exit(failed ? 1 : 0);
