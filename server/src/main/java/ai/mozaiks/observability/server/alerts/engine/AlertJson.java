// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.engine;

import static java.util.Objects.requireNonNull;

import ai.mozaiks.observability.server.alerts.measure.Group;
import ai.mozaiks.observability.server.alerts.rules.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Alerts as JSON, in answers and on disk.
public final class AlertJson {
  private static final JsonMapper JSON = JsonMapper.shared();

  /// What `last_bad_at` is called in what was stored before.
  private static final String FORMER_LAST_BAD = "last_bad";

  private AlertJson() {}

  /// An alert for people and programs. Numbers that are none are null.
  public static ObjectNode write(Alert alert) {
    ObjectNode json = JSON.createObjectNode();
    json.put("fingerprint", alert.fingerprint());
    json.put("rule", alert.rule());
    json.put("state", alert.state().word());
    json.put("severity", alert.severity().word());
    putAll(json.putObject("labels"), alert.labels());
    putAll(json.putObject("annotations"), alert.annotations());
    json.put("active_since", alert.activeSince().toString());
    json.put("firing_since", text(alert.firingSince()));
    json.put("resolved_at", text(alert.resolvedAt()));
    json.put("ending", alert.ending() == null ? null : alert.ending().word());
    json.put("last_bad_at", alert.lastBad().toString());
    json.put("value", Double.isFinite(alert.value()) ? (Double) alert.value() : null);
    json.put("count", alert.count());
    json.put("flapping", alert.flaps());
    return json;
  }

  /// An alert with all that is needed to [#read] it.
  public static String stored(Alert alert) {
    ObjectNode json = write(alert);
    alert.group().values().forEach(json.putArray("group")::add);
    alert.firings().forEach(each -> json.withArray("firings").add(each.toString()));
    return json.toString();
  }

  /// Reads what [#stored] gave.
  public static Alert read(String text) {
    JsonNode json = JSON.readTree(text);
    List<String> group = new ArrayList<>();
    json.path("group").forEach(value -> group.add(value.asString()));
    List<Instant> firings = new ArrayList<>();
    json.path("firings").forEach(value -> firings.add(Instant.parse(value.asString())));
    String ending = json.path("ending").asString(null);
    return new Alert(
        json.get("rule").asString(),
        new Group(group),
        texts(json.path("labels")),
        Severity.valueOf(upper(json.get("severity").asString())),
        AlertState.valueOf(upper(json.get("state").asString())),
        requireNonNull(instant(json, "active_since")),
        instant(json, "firing_since"),
        instant(json, "resolved_at"),
        ending == null ? null : Ending.valueOf(upper(ending)),
        requireNonNull(instant(json, json.has("last_bad_at") ? "last_bad_at" : FORMER_LAST_BAD)),
        json.path("value").asDouble(Double.NaN),
        json.path("count").asDouble(0),
        texts(json.path("annotations")),
        firings);
  }

  private static void putAll(ObjectNode json, Map<String, String> texts) {
    new TreeMap<>(texts).forEach(json::put);
  }

  private static Map<String, String> texts(JsonNode json) {
    Map<String, String> texts = new LinkedHashMap<>();
    json.properties().forEach(each -> texts.put(each.getKey(), each.getValue().asString()));
    return texts;
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static @Nullable Instant instant(JsonNode json, String name) {
    String text = json.path(name).asString(null);
    return text == null ? null : Instant.parse(text);
  }
}
