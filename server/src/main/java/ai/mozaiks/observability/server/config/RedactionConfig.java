// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import ai.mozaiks.observability.recorder.redaction.PersonalData;
import ai.mozaiks.observability.recorder.redaction.Redactor;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What is masked beyond the built-in secrets.
///
/// @param keys attribute names whose values are masked; compared without regard to case, never
///   empty
/// @param patterns what is masked inside any text; none of them matches the empty text
/// @param personalData what of it is masked, too
/// @param scanOnRequest whether anybody who reaches the server may have stored data scanned
public record RedactionConfig(
    List<String> keys,
    List<Pattern> patterns,
    Set<PersonalData.Kind> personalData,
    boolean scanOnRequest) {

  /// The built-in secrets only.
  public static final RedactionConfig NONE =
      new RedactionConfig(List.of(), List.of(), Set.of(), false);

  public RedactionConfig {
    keys = List.copyOf(keys);
    patterns = List.copyOf(patterns);
    personalData = Set.copyOf(personalData);
  }

  /// Rules, and scans of stored data when the rules change only.
  public RedactionConfig(
      List<String> keys, List<Pattern> patterns, Set<PersonalData.Kind> personalData) {
    this(keys, patterns, personalData, false);
  }

  /// A redactor with these rules and counters of its own. The patterns are called `configured-1`
  /// and so on, in their order.
  public Redactor redactor() {
    Redactor.Builder builder = Redactor.builder();
    keys.forEach(builder::secretKey);
    personalData.forEach(builder::personalData);
    for (int i = 0; i < patterns.size(); i++) {
      builder.pattern("configured-" + (i + 1), patterns.get(i));
    }
    return builder.build();
  }
}
