// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Grafana: that it runs anybody may ask, what is in it those with a token.
final class GrafanaItems {
  private static final String DOCS = "docs/operations/bundle.md";
  private static final String TOKEN =
      "Make a service account with the role Viewer in Grafana, write its token into a file, and name"
          + " it in checklist.grafana_token_file";

  private final Peers peers;

  private GrafanaItems(Peers peers) {
    this.peers = peers;
  }

  static List<Item> all(Peers peers) {
    GrafanaItems items = new GrafanaItems(peers);
    GuideSection section = GuideSection.PROMETHEUS_GRAFANA;
    return List.of(
        new Item("grafana", section, "Grafana is reachable", DOCS, items::reachable),
        new Item(
            "grafana_data_source",
            section,
            "Grafana has Prometheus as a data source",
            DOCS,
            items::dataSource),
        new Item(
            "grafana_dashboards",
            section,
            "The Mozaiks dashboards are in Grafana",
            DOCS,
            items::dashboards));
  }

  private static Finding notConfigured() {
    return new Finding.NotConfigured(
        "no Grafana is named",
        "Set checklist.grafana_url in the configuration, such as http://localhost:3000, and"
            + " restart");
  }

  private static Finding unreachable(URI url, IOException e) {
    return new Finding.Fail(
        "Grafana at " + url + ": " + e.getMessage(),
        "See that it runs and is reachable from here: curl -i " + url + "/api/health");
  }

  private PeerAnswer ask(URI url, String path, Facts facts, boolean loggedIn)
      throws IOException, InterruptedException {
    var config = facts.config().checklist();
    @Nullable String login = null;
    if (loggedIn && config.grafanaToken() != null) {
      login = "Bearer " + config.grafanaToken().read();
    }
    return peers.get(URI.create(url + path), login, config.ca());
  }

  private Finding reachable(Facts facts) throws InterruptedException {
    URI url = facts.config().checklist().grafana();
    if (url == null) {
      return notConfigured();
    }
    try {
      PeerAnswer answer = ask(url, "/api/health", facts, false);
      String database = answer.json().path("database").asString("unknown");
      String evidence =
          "Grafana "
              + answer.json().path("version").asString("")
              + " at "
              + url
              + " answered "
              + answer.status()
              + ", its database: "
              + database;
      return answer.isOk() && database.equals("ok")
          ? new Finding.Ok(evidence)
          : new Finding.Fail(evidence, "See what it says: curl -i " + url + "/api/health");
    } catch (IOException e) {
      return unreachable(url, e);
    }
  }

  private Finding dataSource(Facts facts) throws InterruptedException {
    return listed(
        facts,
        "/api/datasources",
        "data sources of type prometheus",
        node -> node.path("type").asString("").equals("prometheus"),
        "name",
        "Copy grafana/provisioning/datasources/mozaiks.yaml of mozaiks bundle to"
            + " /etc/grafana/provisioning/datasources, and restart Grafana");
  }

  private Finding dashboards(Facts facts) throws InterruptedException {
    return listed(
        facts,
        "/api/search?type=dash-db&tag=mozaiks",
        "dashboards with the tag mozaiks",
        node -> !node.path("uid").asString("").isEmpty(),
        "title",
        "Install the dashboards of mozaiks bundle as grafana/README.md says, or import one by hand");
  }

  /// Whether something counts.
  private interface Wanted {
    boolean is(JsonNode node);
  }

  private Finding listed(
      Facts facts, String path, String what, Wanted wanted, String name, String next)
      throws InterruptedException {
    URI url = facts.config().checklist().grafana();
    if (url == null) {
      return notConfigured();
    }
    try {
      PeerAnswer answer = ask(url, path, facts, true);
      if (answer.wantsLogin()) {
        return facts.config().checklist().grafanaToken() == null
            ? new Finding.NotConfigured("Grafana shows them to those with a token only", TOKEN)
            : new Finding.Fail(
                "Grafana answered "
                    + answer.status()
                    + " to the token of checklist.grafana_token_file",
                path.startsWith("/api/datasources")
                    ? "Give its service account the permission datasources:read, or the role Admin"
                    : TOKEN);
      }
      if (!answer.isOk() || !answer.json().isArray()) {
        return new Finding.Fail(
            "Grafana answered " + answer.status() + " to " + path,
            "See what it says: curl -i '" + url + path + "'");
      }
      List<String> names = new ArrayList<>();
      for (JsonNode each : answer.json()) {
        if (wanted.is(each)) {
          names.add(each.path(name).asString(""));
        }
      }
      return names.isEmpty()
          ? new Finding.Fail("no " + what, next)
          : new Finding.Ok(names.size() + " " + what + ": " + String.join(", ", names));
    } catch (IOException e) {
      return unreachable(url, e);
    }
  }
}
