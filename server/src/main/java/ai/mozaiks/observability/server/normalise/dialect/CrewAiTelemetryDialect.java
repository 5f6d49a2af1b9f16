// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.List;

/// CrewAI's anonymous telemetry about itself, which leaks into the application's exporter where
/// both share a provider. Nothing in it is work of an agent; what CrewAI does is told by
/// OpenInference, OpenLLMetry or LiteLLM.
final class CrewAiTelemetryDialect implements Dialect {

  @Override
  public String name() {
    return "crewai-telemetry";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return scopeName.equals("crewai.telemetry");
  }

  @Override
  public Role role(SpanView span) {
    return Role.OTHER;
  }

  /// OpenInference puts them on its spans too.
  @Override
  public List<String> contentKeys() {
    return List.of(
        "crew_tasks",
        "crew_inputs",
        "crew_agents",
        // where the application shares its crew
        "formatted_description",
        "formatted_expected_output",
        "task_output",
        "crew_output",
        "crew_tasks_output",
        "crewai.crew.result",
        "crewai.crew.tasks_output",
        "crewai.agent.result",
        "crewai.task.description",
        "crewai.task.result");
  }
}
