// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import ai.mozaiks.observability.server.ag2log.Ag2Record.ToolResult;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Joins what tools answered with the functions that returned, and with the calls that the model
/// had asked for: each alone knows a part. A function that raised has an answer, and no return.
///
/// @param results the answers in one reply
/// @param returned the functions that returned before it; those found are taken out
/// @param asks the calls of the message that was replied to
record ToolAnswers(
    List<ToolResult> results, List<Sessions.Use> returned, List<Sessions.Asked> asks) {

  /// Takes one tool call.
  interface Taker {
    /// Takes it.
    ///
    /// @param use the function's return; null if there is none
    /// @param tool its name; null when nobody says it
    /// @param arguments the hash of what it was called with; null when nobody says it
    void take(
        int index,
        ToolResult result,
        Sessions.@Nullable Use use,
        @Nullable String tool,
        @Nullable Long arguments);
  }

  void forEach(Taker taker) {
    Sessions.@Nullable Use[] found = new Sessions.@Nullable Use[results.size()];
    for (int i = 0; i < found.length; i++) {
      ToolResult result = results.get(i);
      found[i] = takeOut(use -> use.returned().equals(result.returned()) && mayBe(use, result));
    }
    for (int i = 0; i < found.length; i++) {
      ToolResult result = results.get(i);
      if (found[i] == null && result.error() == null) {
        found[i] = takeOut(use -> mayBe(use, result)); // its answer was written in another way
      }
    }
    for (int i = 0; i < found.length; i++) {
      ToolResult result = results.get(i);
      Sessions.Use use = found[i];
      String tool = tool(result);
      Sessions.Asked ask = askOf(result);
      // The model's own words, where there are some: functions see them with defaults filled in.
      Long arguments = ask != null ? ask.arguments() : use != null ? use.arguments() : null;
      taker.take(i, result, use, tool != null || use == null ? tool : use.function(), arguments);
    }
  }

  private Sessions.@Nullable Use takeOut(Predicate<Sessions.Use> wanted) {
    for (Iterator<Sessions.Use> each = returned.iterator(); each.hasNext(); ) {
      Sessions.Use use = each.next();
      if (wanted.test(use)) {
        each.remove();
        return use;
      }
    }
    return null;
  }

  private boolean mayBe(Sessions.Use use, ToolResult result) {
    String tool = tool(result);
    return use.function() == null || tool == null || use.function().equals(tool);
  }

  private @Nullable String tool(ToolResult result) {
    if (result.tool() != null) {
      return result.tool();
    }
    Sessions.Asked ask = askOf(result);
    return ask == null ? null : ask.tool();
  }

  /// What the model asked for; null when it is not known.
  private Sessions.@Nullable Asked askOf(ToolResult result) {
    for (Sessions.Asked ask : asks) {
      boolean same =
          result.callId() == null
              ? ask.callId() == null && Objects.equals(ask.tool(), result.tool())
              : result.callId().equals(ask.callId());
      if (same) {
        return ask;
      }
    }
    return null;
  }
}
