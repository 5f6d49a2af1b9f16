// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.measure;

import java.util.Collections;
import java.util.List;

/// One group of a selection.
///
/// @param values one per dimension, in the order of [Selection#by]; the empty text stands for
///   unknown
public record Group(List<String> values) {

  /// The one group of a selection that keeps nothing apart.
  public static final Group ALL = new Group(List.of());

  /// The value under which groups are counted for which there was no room.
  public static final String OTHER = "_other";

  public Group {
    values = List.copyOf(values);
  }

  static Group others(int dimensions) {
    return new Group(Collections.nCopies(dimensions, OTHER));
  }
}
