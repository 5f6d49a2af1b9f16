// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One way of writing agent telemetry into spans. An implementation is one small class: how to
/// recognise it, what role each of its spans has, and what it adds to the shared table of fields.
interface Dialect {

  /// The name in explanations and metrics, for example `openinference`.
  String name();

  /// Whether the span's instrumentation scope says that it speaks this dialect.
  boolean ownsScope(String scopeName);

  /// The attributes that say so; a `*` at the end stands for any. Looked for only if no dialect
  /// owns the scope. None if the scope alone tells.
  default List<String> marks() {
    return List.of();
  }

  /// How the names of its spans begin, for spans that nothing else tells from others: looked for
  /// only if neither a scope nor an attribute says what the span speaks. Usually none.
  default List<String> names() {
    return List.of();
  }

  /// What the span is.
  Role role(SpanView span);

  /// The attributes that only this dialect has; the shared ones are in [StandardFields].
  default void addFields(FieldTable.Builder table) {}

  /// The attributes that hold what people and models said: prompts, answers, tool arguments and
  /// results, documents. They are left out of every span, whichever dialect it speaks, unless the
  /// operator keeps content. A `*` stands for any characters, also none; keys shared with another
  /// dialect are named once, by either.
  default List<String> contentKeys() {
    return List.of();
  }

  /// The attributes whose content, as JSON, has the usage in it at `usage`, which is all that is
  /// kept of them.
  default List<String> usageInContentKeys() {
    return List.of();
  }

  /// The attributes that hold the arguments of a tool call, and nothing else; the first one wins.
  /// Calls that repeat each other are told by their arguments, whether content is kept or not.
  default List<String> argumentKeys() {
    return List.of();
  }

  /// Where the spans of tools have their arguments among what other spans have there too; null when
  /// the dialect has no such place.
  default @Nullable ToolInput toolInput() {
    return null;
  }

  /// The agent's name where it stands in the span's name; null when it does not.
  default @Nullable String agentInName(SpanView span) {
    return null;
  }

  /// The workflow's name where this span tells it otherwise than by an attribute; null when it does
  /// not.
  default @Nullable String workflowOf(SpanView span) {
    return null;
  }

  /// The tool's name where it stands in the span's name; null when it does not.
  default @Nullable String toolInName(SpanView span) {
    return after(span.name(), "execute_tool ");
  }

  /// What stands in front of a suffix; null when the text does not end with it, or nothing stands
  /// there.
  static @Nullable String before(String text, String suffix) {
    return text.endsWith(suffix) && text.length() > suffix.length()
        ? text.substring(0, text.length() - suffix.length())
        : null;
  }

  /// What stands between a prefix and a closing bracket at the end; null when nothing does.
  static @Nullable String inBrackets(String text, String prefix) {
    String rest = after(text, prefix);
    return rest == null ? null : before(rest, "]");
  }

  /// What follows a prefix; null when the text does not start with it, or nothing follows.
  static @Nullable String after(String text, String prefix) {
    return text.startsWith(prefix) && text.length() > prefix.length()
        ? text.substring(prefix.length())
        : null;
  }
}
