// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What runs beside this server, for the checklist to look at. An address that is null is not
/// looked at.
///
/// @param prometheus the Prometheus that is to scrape this server
/// @param alertmanager the Alertmanager that Prometheus hands alerts to
/// @param grafana the Grafana with the dashboards
/// @param grafanaToken a token of a service account that may view; null for none
/// @param kibana Kibana or OpenSearch Dashboards
/// @param kibanaKey the encoded form of an API key; null for none
/// @param ca certificates, PEM, of who may have signed theirs; null for the usual ones
/// @param urls further addresses whose certificates are looked at
/// @param logs where the agents write their log files
public record ChecklistConfig(
    @Nullable URI prometheus,
    @Nullable URI alertmanager,
    @Nullable URI grafana,
    @Nullable Secret grafanaToken,
    @Nullable URI kibana,
    @Nullable Secret kibanaKey,
    @Nullable Path ca,
    List<URI> urls,
    Logs logs) {

  /// Nothing beside it is known.
  public static final ChecklistConfig NONE =
      new ChecklistConfig(null, null, null, null, null, null, null, List.of(), Logs.NONE);

  /// Log files of agents.
  ///
  /// @param folder null for none
  /// @param rotation who rotates them
  public record Logs(@Nullable Path folder, Rotation rotation) {
    public static final Logs NONE = new Logs(null, Rotation.INTERNAL);

    public Logs {
      Objects.requireNonNull(rotation, "rotation");
    }
  }

  /// Who rotates log files.
  public enum Rotation {
    /// The logging library that writes them.
    INTERNAL,
    /// A program such as logrotate.
    EXTERNAL
  }

  public ChecklistConfig {
    urls = List.copyOf(urls);
    Objects.requireNonNull(logs, "logs");
  }
}
