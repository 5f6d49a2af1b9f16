// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import ai.mozaiks.observability.server.config.ShippingConfig;
import ai.mozaiks.observability.server.shipping.ElasticsearchHttp.Answer;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.WrittenLog;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Elasticsearch or OpenSearch, by the bulk API. A record is created under its own id, so one that
/// is there already stays as it is, and is answered with a conflict.
final class ElasticsearchDestination implements Destination {
  private static final Logger LOG = LoggerFactory.getLogger(ElasticsearchDestination.class);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu.MM.dd", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// Records whose own time is further from the time of writing go to the day of writing: a sender
  /// whose clock is wrong must not make an index for each day there is.
  private static final Duration BELIEVED = Duration.ofDays(31);

  /// Answers with 400 that are about the cluster, not about the record.
  private static final Set<String> NOT_FOR_GOOD =
      Set.of(
          "validation_exception", // too many shards
          "index_closed_exception",
          "cluster_block_exception",
          "invalid_index_name_exception",
          "illegal_state_exception");

  private static final String BULK =
      "/_bulk?filter_path=items.*.status,items.*.error.type,items.*.error.reason,items.*.error.caused_by.reason";

  private final ShippingConfig.Elasticsearch target;
  private final ElasticsearchHttp http;
  private boolean ready;

  ElasticsearchDestination(ShippingConfig.Elasticsearch target, InstantSource clock) {
    this.target = target;
    http = new ElasticsearchHttp(target, clock);
    ready = !target.manageTemplate();
  }

  @Override
  public Outcome deliver(List<WrittenLog> logs) throws DeliveryException, InterruptedException {
    if (!ready) {
      putTemplate();
      ready = true;
    }
    Answer answer = http.postLines(BULK, body(logs));
    if (answer.status() == 413) {
      throw DeliveryException.tooLarge(
          target.place() + " answered 413 to " + logs.size() + " records: " + answer.text());
    }
    requireSuccess(answer, "records");
    JsonNode items = answer.body().path("items");
    if (items.size() != logs.size()) {
      throw DeliveryException.of(
          target.place()
              + " answered to "
              + items.size()
              + " records (expected: to all "
              + logs.size()
              + "): "
              + answer.text(),
          null);
    }
    return outcome(logs, items);
  }

  private static Outcome outcome(List<WrittenLog> logs, JsonNode items) {
    long added = 0;
    long known = 0;
    List<Refused> refused = new ArrayList<>();
    List<WrittenLog> again = new ArrayList<>();
    String reason = "";
    for (int i = 0; i < logs.size(); i++) {
      JsonNode item = items.get(i).path("create");
      int status = item.path("status").asInt(0);
      JsonNode error = item.path("error");
      if (status == 200 || status == 201) {
        added++;
      } else if (status == 409) {
        known++;
      } else if ((status == 400 || status == 413)
          && !NOT_FOR_GOOD.contains(error.path("type").asString(""))) {
        refused.add(new Refused(logs.get(i), status + " " + reasonOf(error)));
      } else {
        again.add(logs.get(i));
        reason = "records are refused for now, " + status + " " + reasonOf(error);
      }
    }
    return new Outcome(added, known, refused, again, reason);
  }

  private static String reasonOf(JsonNode error) {
    String cause = error.path("caused_by").path("reason").asString("");
    String text =
        error.path("type").asString("")
            + ": "
            + error.path("reason").asString("")
            + (cause.isEmpty() ? "" : ": " + cause);
    return text.length() <= 500 ? text : text.substring(0, 500) + "...";
  }

  private byte[] body(List<WrittenLog> logs) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(64 << 10);
    for (WrittenLog log : logs) {
      String action =
          "{\"create\":{\"_index\":\""
              + indexOf(log)
              + "\",\"_id\":\""
              + LogDocument.idOf(log.log())
              + "\"}}\n";
      body.writeBytes(action.getBytes(StandardCharsets.UTF_8));
      body.writeBytes(LogDocument.forIndex(log.log()));
      body.write('\n');
    }
    return body.toByteArray();
  }

  /// The same whenever a record is sent, since its id counts within one index.
  private String indexOf(WrittenLog log) {
    if (target.dataStream()) {
      return target.index();
    }
    Instant own = Nanos.toInstant(log.log().timeNanos());
    boolean believed = Duration.between(own, log.writtenAt()).abs().compareTo(BELIEVED) <= 0;
    return target.index() + "-" + DAY.format(believed ? own : log.writtenAt());
  }

  private void putTemplate() throws DeliveryException, InterruptedException {
    IndexTemplate template = new IndexTemplate(target);
    Answer about = http.get("/");
    requireSuccess(about, "a question for its version");
    boolean openSearch =
        about.body().path("version").path("distribution").asString("").equals("opensearch");
    String path = "/_index_template/" + template.name();
    Answer found = http.get(path);
    if (found.status() != 404) {
      requireSuccess(found, "a question for its index template");
      if (template.stays(found.body())) {
        return;
      }
    }
    requireSuccess(http.put(path, template.body(openSearch)), "an index template");
    LOG.info(
        "{} ({}) has the index template {} now",
        target.place(),
        openSearch ? "OpenSearch" : "Elasticsearch",
        template.name());
  }

  private void requireSuccess(Answer answer, String to) throws DeliveryException {
    int status = answer.status();
    if (status != 200) {
      String advice =
          switch (status) {
            case 401 -> "check user and password, or the API key";
            case 403 -> "check what the user may do; docs/shipping.md lists what is needed";
            default -> "expected: 200";
          };
      throw DeliveryException.refusedForNow(
          target.place()
              + " answered "
              + status
              + " to "
              + to
              + " ("
              + advice
              + "): "
              + answer.text(),
          answer.retryAfter());
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
