// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.checklist.Check.State;
import ai.mozaiks.observability.server.config.ChecklistConfig;
import ai.mozaiks.observability.server.config.ServerConfig;
import java.util.List;
import java.util.function.UnaryOperator;

/// A world in which a line of the checklist is not well, with the answer it must give.
///
/// @param id of the line
/// @param evidence a part of what is told
record Case(String id, State state, String evidence, Change change) {
  /// Makes something other than well.
  interface Change {
    void apply(World world) throws Exception;
  }

  /// In which nothing beside this server is named.
  static final Change NO_PROGRAMS =
      configured(config -> config.checklist(ChecklistConfig.NONE).shipping(List.of()));

  static Case when(String id, State state, String evidence, Change change) {
    return new Case(id, state, evidence, change);
  }

  /// Changes the configuration.
  static Change configured(UnaryOperator<ServerConfig.Builder> change) {
    return world -> world.config(change);
  }

  @Override
  public String toString() {
    return id + " " + state.word() + ": " + evidence;
  }
}
