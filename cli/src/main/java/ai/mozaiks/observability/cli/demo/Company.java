// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.demo;

import java.util.List;

/// A tenant with agents.
///
/// @param app its app id; begins with `demo-`, so that nobody takes it for a real one
/// @param users how many people use it
/// @param weight how busy it is, relative to the others
record Company(String app, List<Workflow> workflows, int users, int weight) {
  Company {
    workflows = List.copyOf(workflows);
  }
}
