// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.util.List;
import java.util.Map;

/// A value as it was written, before it is understood, with the place where it was written.
public sealed interface ConfigValue {

  /// Where it was written, as shown to the operator.
  String source();

  /// One word or number, kept as text so that decimals stay exact. Nulls do not become values.
  record Scalar(String text, String source) implements ConfigValue {}

  /// A list; may be empty.
  record Sequence(List<ConfigValue> items, String source) implements ConfigValue {}

  /// A table, in the order written; may be empty.
  record Section(Map<String, ConfigValue> entries, String source) implements ConfigValue {}
}
