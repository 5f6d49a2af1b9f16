// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle.settings;

import java.util.List;

/// One thing that a bundle can be told.
///
/// @param section the tool or subject, such as `prometheus`
/// @param name within the section, such as `scrape_interval`
/// @param kind what its values look like
/// @param isList whether it is several values
/// @param optional whether it may be empty, which means that there is none
/// @param usual its values when nothing is said; of one that is no list, one value or none
/// @param meaning one sentence, for the file of settings and the documents
record Setting(
    String section,
    String name,
    SettingKind kind,
    boolean isList,
    boolean optional,
    List<String> usual,
    String meaning) {
  Setting {
    usual = List.copyOf(usual);
  }

  String key() {
    return section + "." + name;
  }

  /// What is expected, for messages.
  String expected() {
    return (isList ? "a list; each " : "") + kind.expected() + (optional ? ", or nothing" : "");
  }

  boolean accepts(List<String> values) {
    return (optional || !values.isEmpty())
        && (isList || values.size() <= 1)
        && values.stream().allMatch(kind::accepts);
  }
}
