// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static ai.mozaiks.observability.server.checklist.Case.NO_PROGRAMS;
import static ai.mozaiks.observability.server.checklist.Case.when;
import static ai.mozaiks.observability.server.checklist.Check.State.FAIL;
import static ai.mozaiks.observability.server.checklist.Check.State.NOT_CONFIGURED;
import static ai.mozaiks.observability.server.checklist.World.GRAFANA;

import ai.mozaiks.observability.server.config.ChecklistConfig;
import java.util.List;
import java.util.stream.Stream;

/// Worlds in which lines of [GrafanaItems] are not well.
final class GrafanaCases {
  private GrafanaCases() {}

  static Stream<Case> all() {
    return Stream.of(
        when("grafana", NOT_CONFIGURED, "no Grafana is named", NO_PROGRAMS),
        when(
            "grafana",
            FAIL,
            "its database: failing",
            world -> world.peers().answer(GRAFANA + "/api/health", "{'database':'failing'}")),
        when("grafana", FAIL, "nobody listens there", world -> world.peers().stop(GRAFANA)),
        when("grafana_data_source", NOT_CONFIGURED, "no Grafana is named", NO_PROGRAMS),
        when(
            "grafana_data_source",
            FAIL,
            "no data sources of type prometheus",
            world ->
                world.peers().answer(GRAFANA + "/api/datasources", "[{'type':'loki','name':'l'}]")),
        when(
            "grafana_data_source",
            FAIL,
            "answered 403 to the token",
            world -> world.peers().answer(GRAFANA + "/api/datasources", 403, "{}")),
        when(
            "grafana_dashboards",
            FAIL,
            "no dashboards with the tag",
            world -> world.peers().answer(GRAFANA + "/api/search", "[]")),
        when(
            "grafana_dashboards",
            NOT_CONFIGURED,
            "with a token only",
            world -> {
              world.peers().answer(GRAFANA + "/api/search", 401, "{}");
              var told = world.facts().config.checklist();
              world.config(config ->
                  config.checklist(
                      new ChecklistConfig(
                          null,
                          null,
                          told.grafana(),
                          null,
                          null,
                          null,
                          null,
                          List.of(),
                          told.logs())));
            }));
  }
}
