// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static ai.mozaiks.observability.server.checklist.Case.NO_PROGRAMS;
import static ai.mozaiks.observability.server.checklist.Case.when;
import static ai.mozaiks.observability.server.checklist.Check.State.FAIL;
import static ai.mozaiks.observability.server.checklist.Check.State.NOT_CONFIGURED;
import static ai.mozaiks.observability.server.checklist.Check.State.WARN;
import static ai.mozaiks.observability.server.checklist.World.CLUSTER;
import static ai.mozaiks.observability.server.checklist.World.DATA_VIEWS;
import static ai.mozaiks.observability.server.checklist.World.FIELDS;
import static ai.mozaiks.observability.server.checklist.World.INDICES;
import static ai.mozaiks.observability.server.checklist.World.VISUALIZATIONS;
import static ai.mozaiks.observability.server.checklist.World.field;
import static ai.mozaiks.observability.server.checklist.World.index;

import java.util.List;
import java.util.stream.Stream;

/// Worlds in which lines of [LogAggregationItems] are not well.
final class LogAggregationCases {
  private LogAggregationCases() {}

  static Stream<Case> all() {
    return Stream.of(
        when("elasticsearch", NOT_CONFIGURED, "no Elasticsearch", NO_PROGRAMS),
        when(
            "elasticsearch",
            FAIL,
            "red",
            world -> world.peers().answer(CLUSTER + "/_cluster/health", "{'status':'red'}")),
        when(
            "elasticsearch",
            WARN,
            "yellow",
            world ->
                world
                    .peers()
                    .answer(
                        CLUSTER + "/_cluster/health", "{'status':'yellow','number_of_nodes':2}")),
        when(
            "elasticsearch",
            FAIL,
            "answered 401",
            world -> world.peers().answer(CLUSTER + "/_cluster/health", 401, "{}")),
        when("elasticsearch", FAIL, "nobody listens", world -> world.peers().stop(CLUSTER)),
        when(
            "logs_shipped",
            NOT_CONFIGURED,
            "not shipped",
            world -> world.facts().shipping = List.of()),
        when(
            "logs_shipped",
            FAIL,
            "connection refused",
            world ->
                world.facts().shipping =
                    List.of(FakeFacts.shipping(0, 0, 0, "connection refused"))),
        when(
            "logs_shipped",
            FAIL,
            "7 lost",
            world -> world.facts().shipping = List.of(FakeFacts.shipping(0, 0, 7, ""))),
        when(
            "logs_shipped",
            WARN,
            "3 refused for good",
            world -> world.facts().shipping = List.of(FakeFacts.shipping(0, 3, 0, ""))),
        when(
            "logs_shipped",
            WARN,
            "behind by 10 min",
            world -> world.facts().shipping = List.of(FakeFacts.shipping(600, 0, 0, ""))),
        when(
            "log_index",
            FAIL,
            "has no index mozaiksai*",
            world -> world.peers().answer(INDICES, "[]")),
        when(
            "log_index",
            WARN,
            "with 0 documents",
            world -> world.peers().answer(INDICES, index("mozaiksai-2026.02.28", "0"))),
        when("log_fields", NOT_CONFIGURED, "no Elasticsearch", NO_PROGRAMS),
        when(
            "log_fields",
            NOT_CONFIGURED,
            "has no index mozaiksai* yet",
            world -> world.peers().answer(FIELDS, "{}")),
        when(
            "log_fields",
            FAIL,
            "mozaiksai-2026.02.28 has one of type text",
            world -> world.peers().answer(FIELDS, field("ts", "text"))),
        when(
            "log_fields",
            FAIL,
            "mozaiksai-2026.02.28 has none",
            world -> world.peers().answer(FIELDS, "{'mozaiksai-2026.02.28':{'mappings':{}}}")),
        when("kibana_data_view", NOT_CONFIGURED, "no Kibana", NO_PROGRAMS),
        when(
            "kibana_data_view",
            FAIL,
            "none of the index patterns",
            world ->
                world
                    .peers()
                    .answer(DATA_VIEWS, "{'saved_objects':[{'attributes':{'title':'other-*'}}]}")),
        when(
            "kibana_data_view",
            NOT_CONFIGURED,
            "with a key only",
            world -> world.peers().answer(DATA_VIEWS, 401, "{}")),
        when(
            "kibana_visualizations",
            FAIL,
            "none of the visualizations",
            world -> world.peers().answer(VISUALIZATIONS, "{'saved_objects':[]}")));
  }
}
