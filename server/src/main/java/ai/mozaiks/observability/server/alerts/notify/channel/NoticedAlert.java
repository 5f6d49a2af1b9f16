// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.alerts.engine.Alert;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What is told of an alert that fires or fired. Free of secrets.
///
/// @param fingerprint tells it from others: 16 hexadecimal digits made of its labels
/// @param labels by name
/// @param annotations by name
/// @param startsAt since when it fires
/// @param endsAt when it was over; null while it fires
public record NoticedAlert(
    String fingerprint,
    SortedMap<String, String> labels,
    SortedMap<String, String> annotations,
    Instant startsAt,
    @Nullable Instant endsAt) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public NoticedAlert {
    Objects.requireNonNull(fingerprint, "fingerprint");
    Objects.requireNonNull(startsAt, "startsAt");
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
  }

  /// Of an alert that is not pending.
  ///
  /// @param redactor masks secrets in what is told
  public static NoticedAlert of(Alert alert, Redactor redactor) {
    SortedMap<String, String> labels = new TreeMap<>();
    alert.labels().forEach((name, value) -> labels.put(name, redactor.redactValue(name, value)));
    SortedMap<String, String> annotations = new TreeMap<>();
    alert.annotations().forEach((name, text) -> annotations.put(name, redactor.redact(text)));
    return new NoticedAlert(
        alert.fingerprint(),
        labels,
        annotations,
        millis(Objects.requireNonNull(alert.firingSince(), "firingSince of " + alert.rule())),
        alert.resolvedAt() == null ? null : millis(alert.resolvedAt()));
  }

  /// What is kept on disk and compared has milliseconds.
  private static Instant millis(Instant time) {
    return Instant.ofEpochMilli(time.toEpochMilli());
  }

  /// The same alert, over.
  public NoticedAlert over(Instant at) {
    return new NoticedAlert(fingerprint, labels, annotations, startsAt, millis(at));
  }

  public String name() {
    return labels.getOrDefault("alertname", "alert");
  }

  public String severity() {
    return labels.getOrDefault("severity", "");
  }

  /// Writes it for the disk.
  public String toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.put("fingerprint", fingerprint);
    put(node.putObject("labels"), labels);
    put(node.putObject("annotations"), annotations);
    node.put("starts_at", startsAt.toEpochMilli());
    if (endsAt != null) {
      node.put("ends_at", endsAt.toEpochMilli());
    }
    return JSON.writeValueAsString(node);
  }

  private static void put(ObjectNode node, Map<String, String> texts) {
    texts.forEach(node::put);
  }

  /// Reads what [#toJson] wrote.
  public static NoticedAlert fromJson(String json) {
    JsonNode node = JSON.readTree(json);
    return new NoticedAlert(
        node.path("fingerprint").asString(""),
        texts(node.path("labels")),
        texts(node.path("annotations")),
        Instant.ofEpochMilli(node.path("starts_at").asLong()),
        node.has("ends_at") ? Instant.ofEpochMilli(node.path("ends_at").asLong()) : null);
  }

  private static SortedMap<String, String> texts(JsonNode node) {
    SortedMap<String, String> texts = new TreeMap<>();
    node.properties().forEach(each -> texts.put(each.getKey(), each.getValue().asString("")));
    return texts;
  }
}
