// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.normalise.dialect.Field;
import ai.mozaiks.observability.server.normalise.dialect.Role;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.normalise.dialect.SpanFlag;
import ai.mozaiks.observability.storage.PartId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a trace was read: what each span is, what came of it, and which rule decided. Says what
/// [TraceDerivation#derive] does, from the same decisions.
///
/// @param trace its id
/// @param spans every span, a parent before its children
/// @param events what they came to
public record Explanation(PartId trace, List<Span> spans, List<ChatEvent> events) {
  public Explanation {
    spans = List.copyOf(spans);
    events = List.copyOf(events);
  }

  /// One span.
  ///
  /// @param spanId never 0
  /// @param parentSpanId 0 for a root
  /// @param name as it was sent
  /// @param dialect which one read it
  /// @param role what it is, after a look at its trace
  /// @param counted whether it became an event of its role
  /// @param reason why, or why not
  /// @param chat the chat it belongs to
  /// @param chatFrom how the chat is known
  /// @param workflow null when unknown
  /// @param user null when unknown
  /// @param agent null when unknown
  /// @param usage the tokens after arithmetic; all unknown where it tells none
  /// @param usageReason whether the tokens were counted, and why; null where it tells none
  /// @param error how it failed; null if it did not
  /// @param standsIn whether it is not here itself, and a log event tells of it
  /// @param flags what is doubtful about it
  /// @param fields what its attributes told
  public record Span(
      long spanId,
      long parentSpanId,
      String name,
      String dialect,
      Role role,
      boolean counted,
      String reason,
      ChatKey chat,
      String chatFrom,
      @Nullable String workflow,
      @Nullable String user,
      @Nullable String agent,
      TokenUsage usage,
      @Nullable String usageReason,
      @Nullable Failed error,
      boolean standsIn,
      Set<SpanFlag> flags,
      Map<Field, SpanFacts.Source> fields) {
    public Span {
      flags = Set.copyOf(flags);
      fields = Map.copyOf(fields);
    }

    /// The same, of which the usage counts nowhere, and neither does the call if it is one.
    Span superseded(String why) {
      return new Span(
          spanId,
          parentSpanId,
          name,
          dialect,
          role,
          counted && !role.isModelCall(),
          role.isModelCall() ? why : reason,
          chat,
          chatFrom,
          workflow,
          user,
          agent,
          usage,
          usageReason == null ? null : "not counted: " + why,
          error,
          standsIn,
          flags,
          fields);
    }
  }

  /// How a span failed.
  ///
  /// @param counted whether it is an error of its chat
  /// @param reason why, or why not
  public record Failed(Failure failure, boolean counted, String reason) {}
}
