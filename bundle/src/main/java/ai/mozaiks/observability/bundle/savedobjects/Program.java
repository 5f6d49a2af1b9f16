// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle.savedobjects;

/// Who imports saved objects. Each line says of which version its shape is, so that later ones can
/// bring it up to theirs; these are the last of the two that both lines of versions have in common
/// with what is written here.
public enum Program {
  /// Kibana 7.17, 8.x and 9.x.
  KIBANA("7.17.0", "7.11.0", "7.17.0", "7.9.3", "7.17.0"),
  /// OpenSearch Dashboards 2.x and 3.x.
  OPENSEARCH_DASHBOARDS("", "7.6.0", "7.10.0", "7.9.3", "7.9.3");

  private final String core;
  private final String indexPattern;
  private final String visualization;
  private final String search;
  private final String dashboard;

  Program(String core, String indexPattern, String visualization, String search, String dashboard) {
    this.core = core;
    this.indexPattern = indexPattern;
    this.visualization = visualization;
    this.search = search;
    this.dashboard = dashboard;
  }

  /// Version of what all types have in common; empty where lines do not say it.
  String core() {
    return core;
  }

  /// Version of a type's shape.
  String version(String type) {
    return switch (type) {
      case "index-pattern" -> indexPattern;
      case "visualization" -> visualization;
      case "search" -> search;
      case "dashboard" -> dashboard;
      default -> throw new IllegalArgumentException("no such type: " + type);
    };
  }
}
