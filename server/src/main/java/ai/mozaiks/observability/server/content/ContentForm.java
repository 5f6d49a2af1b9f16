// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import java.util.List;

/// A place where emitters put what was said: one attribute or a few that belong together.
/// Stateless.
interface ContentForm {

  /// Whether an attribute of a span belongs to this place.
  boolean owns(String key);

  /// What stands there; empty when nothing does.
  List<Said> read(ContentSource source);
}
