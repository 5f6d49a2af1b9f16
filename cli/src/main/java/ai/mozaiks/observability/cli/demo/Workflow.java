// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.demo;

import java.util.List;

/// A kind of chat that a company runs.
///
/// @param name the workflow's name
/// @param style the attribute names its framework writes
/// @param agents who takes part, in the order of their turns
/// @param promptTokens usual size of a first prompt
/// @param weight how often it is started, relative to the others
record Workflow(String name, Style style, List<Agent> agents, int promptTokens, int weight) {

  /// The attribute names that frameworks write.
  enum Style {
    GEN_AI,
    OPEN_INFERENCE
  }

  /// One of the agents.
  ///
  /// @param tools tools it may call; may be empty
  record Agent(String name, Model model, List<String> tools) {
    Agent {
      tools = List.copyOf(tools);
    }
  }

  Workflow {
    agents = List.copyOf(agents);
  }
}
