// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Asks Prometheus and Alertmanager, and tells in the same words what is wrong with them.
///
/// @param peers who reaches them
record PrometheusPeer(Peers peers) {

  PeerAnswer ask(URI url, String path, Facts facts) throws IOException, InterruptedException {
    return peers.get(URI.create(url + path), null, facts.config().checklist().ca());
  }

  static Finding notConfigured(String what, String key, String usual) {
    return new Finding.NotConfigured(
        "no " + what + " is named",
        "Set " + key + " in the configuration, such as " + usual + ", and restart");
  }

  static Finding noPrometheus() {
    return notConfigured("Prometheus", "checklist.prometheus_url", "http://localhost:9090");
  }

  static Finding unreachable(String what, URI url, IOException e) {
    return new Finding.Fail(
        what + " at " + url + ": " + e.getMessage(),
        "See that it runs and is reachable from here: curl -i " + url + "/-/ready");
  }

  static Finding refused(String what, URI url, String path, PeerAnswer answer) {
    return new Finding.Fail(
        what + " at " + url + " answered " + answer.status() + " to " + path,
        "See what it says: curl -i '" + url + path + "'");
  }

  /// What is wrong with an answer; null when it is one of a Prometheus.
  ///
  /// @param field the list in it
  static @Nullable Finding strange(URI url, String path, PeerAnswer answer, String field) {
    if (!answer.isOk()) {
      return refused("Prometheus", url, path, answer);
    }
    return answer.json().path("data").path(field).isArray()
        ? null
        : new Finding.Fail(
            "what is at " + url + " is no Prometheus: it answered " + path + " without " + field,
            "Correct checklist.prometheus_url; see what it says: curl -i '" + url + path + "'");
  }
}
