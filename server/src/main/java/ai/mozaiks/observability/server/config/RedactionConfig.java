// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.util.List;
import java.util.regex.Pattern;

/// What is masked beyond the built-in secrets.
///
/// @param keys attribute names whose values are masked; compared without regard to case, never
///   empty
/// @param patterns what is masked inside any text; none of them matches the empty text
public record RedactionConfig(List<String> keys, List<Pattern> patterns) {

  /// The built-in secrets only.
  public static final RedactionConfig NONE = new RedactionConfig(List.of(), List.of());

  public RedactionConfig {
    keys = List.copyOf(keys);
    patterns = List.copyOf(patterns);
  }
}
