// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.config.ShippingConfig;
import ai.mozaiks.observability.server.config.ShippingConfig.Elasticsearch;
import ai.mozaiks.observability.server.shipping.ShippingReading;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Log records on their way to Elasticsearch, OpenSearch and Fluentd, and what is there to see
/// them.
final class LogAggregationItems {
  private static final String DOCS = "docs/shipping.md";
  private static final Duration LATE = Duration.ofMinutes(5);

  /// Ours, and that of Filebeat and data streams.
  private static final List<String> TIME_FIELDS = List.of("ts", "@timestamp");

  private static final Set<Map.Entry<String, JsonNode>> NO_INDICES = Set.of();
  private static final int MOST_NAMED = 3;

  private final Peers peers;

  private LogAggregationItems(Peers peers) {
    this.peers = peers;
  }

  static List<Item> all(Peers peers) {
    LogAggregationItems items = new LogAggregationItems(peers);
    GuideSection section = GuideSection.LOG_AGGREGATION;
    return List.of(
        new Item(
            "elasticsearch",
            section,
            "Elasticsearch or OpenSearch is reachable and healthy",
            DOCS,
            items::cluster),
        new Item(
            "logs_shipped",
            section,
            "Log records are shipped without delay, and none is refused",
            DOCS,
            LogAggregationItems::shipped),
        new Item("log_index", section, "The index of the logs is there", DOCS, items::index),
        new Item(
            "log_fields", section, "The index of the logs has a time field", DOCS, items::fields),
        new Item(
            "kibana_data_view",
            section,
            "Kibana or OpenSearch Dashboards has the index pattern",
            DOCS,
            items::dataView),
        new Item(
            "kibana_visualizations",
            section,
            "Visualizations are made (error rate, agent turns, cost)",
            DOCS,
            items::visualizations));
  }

  /// The clusters that log records are shipped to.
  static List<Elasticsearch> clusters(Facts facts) {
    return facts.config().shipping().stream()
        .map(ShippingConfig::target)
        .filter(Elasticsearch.class::isInstance)
        .map(Elasticsearch.class::cast)
        .toList();
  }

  static Finding noCluster() {
    return new Finding.NotConfigured(
        "no Elasticsearch or OpenSearch is named",
        "Add one to shipping in the configuration: {type: elasticsearch, url: http://localhost:9200}");
  }

  static PeerAnswer ask(Peers peers, Elasticsearch cluster, String path)
      throws IOException, InterruptedException {
    return peers.get(
        URI.create(cluster.url() + path), cluster.login().authorization(), cluster.ca());
  }

  static Finding unreachable(Elasticsearch cluster, IOException e) {
    return new Finding.Fail(
        cluster.url() + ": " + e.getMessage(),
        "See that it runs and is reachable from here: curl -i " + cluster.url());
  }

  static Finding refused(Elasticsearch cluster, String path, PeerAnswer answer) {
    return new Finding.Fail(
        cluster.url() + " answered " + answer.status() + " to " + path,
        answer.wantsLogin()
            ? "Give user and password_file, or api_key_file, of this destination the right to it"
            : "See what it says: curl -i '" + cluster.url() + path + "'");
  }

  private Finding cluster(Facts facts) throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    for (Elasticsearch cluster : clusters(facts)) {
      findings.add(health(cluster));
    }
    return findings.isEmpty() ? noCluster() : Finding.worst(findings);
  }

  private Finding health(Elasticsearch cluster) throws InterruptedException {
    String path = "/_cluster/health";
    try {
      PeerAnswer answer = ask(peers, cluster, path);
      if (!answer.isOk()) {
        return refused(cluster, path, answer);
      }
      String status = answer.json().path("status").asString("unknown");
      String evidence =
          cluster.url()
              + ": "
              + status
              + ", "
              + answer.json().path("number_of_nodes").asInt(0)
              + " nodes";
      String next =
          "See which shards are not assigned: curl -s '"
              + cluster.url()
              + "/_cluster/allocation/explain?pretty'";
      return switch (status) {
        case "green" -> new Finding.Ok(evidence);
        case "yellow" ->
            answer.json().path("number_of_nodes").asInt(0) == 1
                ? new Finding.Ok(evidence + ", whose replicas have no place")
                : new Finding.Warn(evidence, next);
        default -> new Finding.Fail(evidence, next);
      };
    } catch (IOException e) {
      return unreachable(cluster, e);
    }
  }

  private static Finding shipped(Facts facts) {
    List<Finding> findings = new ArrayList<>();
    for (ShippingReading each : facts.shipping()) {
      findings.add(shipped(each));
    }
    return findings.isEmpty()
        ? new Finding.NotConfigured(
            "log records are not shipped",
            "Add a destination to shipping in the configuration, or use Filebeat (mozaiks bundle"
                + " writes filebeat.yml)")
        : Finding.worst(findings);
  }

  private static Finding shipped(ShippingReading reading) {
    Duration lag = Duration.ofMillis((long) (reading.lagSeconds() * 1e3));
    String evidence =
        reading.name()
            + ": "
            + reading.shipped()
            + " shipped, "
            + reading.behind()
            + " behind by "
            + Amounts.time(lag)
            + ", "
            + reading.dead()
            + " refused for good, "
            + reading.lost()
            + " lost";
    if (!reading.trouble().isEmpty()) {
      return new Finding.Fail(
          evidence + "; " + reading.trouble(),
          "Mend what the reason says; it goes on by itself. GET /api/shipping shows it");
    }
    if (reading.lost() > 0) {
      return new Finding.Fail(
          evidence,
          "They were deleted before they could be shipped: raise retention.logs or"
              + " limits.max_stored_logs");
    }
    if (reading.dead() > 0) {
      return new Finding.Warn(
          evidence, "GET /api/shipping/" + reading.name() + "/dead-letters says why each was");
    }
    return lag.compareTo(LATE) > 0
        ? new Finding.Warn(evidence, "See whether the destination is slow: GET /api/shipping")
        : new Finding.Ok(evidence);
  }

  private Finding index(Facts facts) throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    for (Elasticsearch cluster : clusters(facts)) {
      findings.add(index(cluster));
    }
    return findings.isEmpty() ? noCluster() : Finding.worst(findings);
  }

  private Finding index(Elasticsearch cluster) throws InterruptedException {
    String path = Indices.path(cluster);
    try {
      PeerAnswer answer = ask(peers, cluster, path);
      if (answer.status() != 404 && !answer.isOk()) {
        return refused(cluster, path, answer);
      }
      List<Indices.Index> indices = answer.isOk() ? Indices.read(answer) : List.of();
      if (indices.isEmpty()) {
        return new Finding.Fail(
            cluster.url() + " has no index " + cluster.index() + "*",
            "Log something, and look at GET /api/shipping; or see what Filebeat says: journalctl -u"
                + " filebeat");
      }
      long documents = indices.stream().mapToLong(Indices.Index::documents).sum();
      String evidence =
          indices.size() + " indices " + cluster.index() + "* with " + documents + " documents";
      return documents > 0
          ? new Finding.Ok(evidence)
          : new Finding.Warn(evidence, "Log something, and look at GET /api/shipping");
    } catch (IOException e) {
      return unreachable(cluster, e);
    }
  }

  private Finding fields(Facts facts) throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    for (Elasticsearch cluster : clusters(facts)) {
      findings.add(fields(cluster));
    }
    return findings.isEmpty() ? noCluster() : Finding.worst(findings);
  }

  /// Without a template each index takes its types from the first record that comes.
  private Finding fields(Elasticsearch cluster) throws InterruptedException {
    String path = Indices.fieldsPath(cluster, TIME_FIELDS);
    try {
      PeerAnswer answer = ask(peers, cluster, path);
      if (answer.status() != 404 && !answer.isOk()) {
        return refused(cluster, path, answer);
      }
      List<String> bad = new ArrayList<>();
      int all = 0;
      for (var index : answer.isOk() ? answer.json().properties() : NO_INDICES) {
        all++;
        String type = timeType(index.getValue().path("mappings"));
        if (!type.startsWith("date")) {
          bad.add(index.getKey() + (type.isEmpty() ? " has none" : " has one of type " + type));
        }
      }
      if (all == 0) {
        return new Finding.NotConfigured(
            cluster.url() + " has no index " + cluster.index() + "* yet",
            "Ask again when records were shipped");
      }
      return bad.isEmpty()
          ? new Finding.Ok("in " + all + " indices " + cluster.index() + "* of " + cluster.url())
          : new Finding.Fail(
              bad.size()
                  + " of "
                  + all
                  + " indices "
                  + cluster.index()
                  + "*: "
                  + String.join(", ", bad.subList(0, Math.min(MOST_NAMED, bad.size()))),
              "Have the index template there before the first record (template: true of this"
                  + " destination, or mozaiks bundle); indices of before keep their types");
    } catch (IOException e) {
      return unreachable(cluster, e);
    }
  }

  /// The type of the first of the fields that is mapped; empty if none is.
  private static String timeType(JsonNode mappings) {
    for (String field : TIME_FIELDS) {
      JsonNode mapping = mappings.path(field).path("mapping").path(field);
      if (!mapping.isMissingNode()) {
        return mapping.path("type").asString("object");
      }
    }
    return "";
  }

  private Finding dataView(Facts facts) throws InterruptedException {
    String index =
        clusters(facts).stream().map(Elasticsearch::index).findFirst().orElse("mozaiksai");
    return saved(
        facts,
        "index-pattern",
        "index patterns",
        title -> title.startsWith(index),
        "Make one for " + index + "-* with the time field ts (docs/shipping.md)");
  }

  private Finding visualizations(Facts facts) throws InterruptedException {
    return saved(
        facts,
        "visualization&type=lens&type=dashboard",
        "visualizations and dashboards",
        title -> true,
        "Make one for error rate, agent turns and cost, or import those of mozaiks bundle");
  }

  /// Whether a title counts.
  private interface Wanted {
    boolean is(String title);
  }

  private Finding saved(Facts facts, String type, String what, Wanted wanted, String next)
      throws InterruptedException {
    var config = facts.config().checklist();
    URI url = config.kibana();
    if (url == null) {
      return new Finding.NotConfigured(
          "no Kibana or OpenSearch Dashboards is named",
          "Set checklist.kibana_url in the configuration, such as http://localhost:5601, and"
              + " restart");
    }
    String path = "/api/saved_objects/_find?per_page=1000&type=" + type;
    try {
      String login = config.kibanaKey() == null ? null : "ApiKey " + config.kibanaKey().read();
      PeerAnswer answer = peers.get(URI.create(url + path), login, config.ca());
      if (answer.wantsLogin()) {
        return login == null
            ? new Finding.NotConfigured(
                url + " shows them to those with a key only",
                "Make an API key that may read, write its encoded form into a file, and name it in"
                    + " checklist.kibana_api_key_file")
            : new Finding.Fail(
                url
                    + " answered "
                    + answer.status()
                    + " to the key of checklist.kibana_api_key_file",
                "Give the key the right to read saved objects");
      }
      if (!answer.isOk()) {
        return new Finding.Fail(
            url + " answered " + answer.status() + " to " + path,
            "See what it says: curl -i '" + url + "/api/status'");
      }
      List<String> titles = new ArrayList<>();
      for (JsonNode each : answer.json().path("saved_objects")) {
        String title = each.path("attributes").path("title").asString("");
        if (wanted.is(title)) {
          titles.add(title);
        }
      }
      return titles.isEmpty()
          ? new Finding.Fail("none of the " + what + " fits", next)
          : new Finding.Ok(titles.size() + " " + what + ": " + String.join(", ", titles));
    } catch (IOException e) {
      return new Finding.Fail(
          url + ": " + e.getMessage(),
          "See that it runs and is reachable from here: curl -i " + url + "/api/status");
    }
  }
}
