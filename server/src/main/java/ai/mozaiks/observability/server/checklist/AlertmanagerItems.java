// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// That Alertmanager runs, and that Prometheus hands alerts to it.
final class AlertmanagerItems {
  private final PrometheusPeer peer;

  private AlertmanagerItems(PrometheusPeer peer) {
    this.peer = peer;
  }

  static List<Item> all(Peers peers) {
    AlertmanagerItems items = new AlertmanagerItems(new PrometheusPeer(peers));
    return List.of(
        new Item(
            "alertmanager",
            GuideSection.PROMETHEUS_GRAFANA,
            "Alertmanager is reachable, and Prometheus hands alerts to it",
            "docs/operations/bundle.md",
            items::alertmanager));
  }

  private Finding alertmanager(Facts facts) throws InterruptedException {
    URI url = facts.config().checklist().alertmanager();
    if (url == null) {
      return PrometheusPeer.notConfigured(
          "Alertmanager", "checklist.alertmanager_url", "http://localhost:9093");
    }
    try {
      PeerAnswer answer = peer.ask(url, "/api/v2/status", facts);
      if (!answer.isOk()) {
        return PrometheusPeer.refused("Alertmanager", url, "/api/v2/status", answer);
      }
      String version = answer.json().path("versionInfo").path("version").asString("");
      if (version.isEmpty()) {
        return new Finding.Fail(
            "what is at " + url + " is no Alertmanager: its status has no version",
            "Correct checklist.alertmanager_url; see what it says: curl -i "
                + url
                + "/api/v2/status");
      }
      String evidence = "Alertmanager " + version + " at " + url + " answers";
      URI prometheus = facts.config().checklist().prometheus();
      return prometheus == null
          ? new Finding.Ok(evidence)
          : handedOver(prometheus, url, facts, evidence);
    } catch (IOException e) {
      return PrometheusPeer.unreachable("Alertmanager", url, e);
    }
  }

  /// Whether host and port are the same, as they are written; this machine has several names.
  private static boolean isSamePlace(URI one, String other) {
    try {
      return place(one).equals(place(new URI(other)));
    } catch (URISyntaxException _) {
      return false;
    }
  }

  private static String place(URI url) {
    String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
    int port = url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
    return (host.matches("127\\..*|\\[::1]") ? "localhost" : host) + ":" + port;
  }

  private Finding handedOver(URI prometheus, URI alertmanager, Facts facts, String evidence)
      throws InterruptedException {
    try {
      PeerAnswer answer = peer.ask(prometheus, "/api/v1/alertmanagers", facts);
      Finding strange =
          PrometheusPeer.strange(
              prometheus, "/api/v1/alertmanagers", answer, "activeAlertmanagers");
      if (strange != null) {
        return strange;
      }
      List<String> known = new ArrayList<>();
      answer
          .json()
          .path("data")
          .path("activeAlertmanagers")
          .forEach(each -> known.add(each.path("url").asString("")));
      String next =
          "Name it under alerting.alertmanagers of prometheus.yml (mozaiks bundle writes it), and"
              + " reload Prometheus";
      if (known.isEmpty()) {
        return new Finding.Fail(evidence + ", but Prometheus hands alerts to none", next);
      }
      String whom = String.join(", ", known);
      return known.stream().anyMatch(each -> isSamePlace(alertmanager, each))
          ? new Finding.Ok(evidence + "; Prometheus hands alerts to " + whom)
          : new Finding.Warn(
              evidence + "; Prometheus hands alerts to " + whom + ", which may be another one",
              next + "; or give the address that it has there in checklist.alertmanager_url");
    } catch (IOException e) {
      return new Finding.Warn(
          evidence + "; whether Prometheus hands alerts to it is not known: " + e.getMessage(),
          "See that Prometheus runs: curl -i " + prometheus + "/-/ready");
    }
  }
}
