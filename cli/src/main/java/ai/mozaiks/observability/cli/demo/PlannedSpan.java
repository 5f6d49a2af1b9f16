// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.demo;

import com.google.protobuf.ByteString;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One span of a script, before it is written in a framework's attribute names.
///
/// @param chat the chat it belongs to
/// @param parentId null for the root of its trace
/// @param agent the agent whose turn it is; null for the run itself
/// @param work what was done
/// @param failure how it failed; null if it did not
record PlannedSpan(
    Chat chat,
    ByteString traceId,
    ByteString spanId,
    @Nullable ByteString parentId,
    Instant start,
    Instant end,
    Workflow.@Nullable Agent agent,
    Work work,
    @Nullable Failure failure) {

  /// The chat that a span belongs to.
  ///
  /// @param instance the process that runs it; its spans are exported together
  record Chat(Company company, Workflow workflow, String id, String user, int instance) {}

  /// What went wrong.
  record Failure(String type, String message) {}

  /// What a span did.
  sealed interface Work {

    /// Ran the whole workflow once, for one message of the user.
    record Run() implements Work {}

    /// One agent's turn.
    ///
    /// @param promptTokens the sum over its calls, which some frameworks repeat here
    /// @param completionTokens likewise
    record Turn(long promptTokens, long completionTokens) implements Work {}

    /// One call of a model.
    ///
    /// @param firstTokenMillis null when not streaming
    /// @param finishReason null when the call failed; then there is no usage either
    /// @param locallyCached whether the answer came from a local cache
    record LlmCall(
        long promptTokens,
        long cachedReadTokens,
        long completionTokens,
        long reasoningTokens,
        @Nullable Integer firstTokenMillis,
        @Nullable String finishReason,
        String responseId,
        boolean locallyCached)
        implements Work {}

    /// One call of a tool.
    ///
    /// @param arguments a JSON object
    record ToolCall(String tool, String callId, String arguments) implements Work {}
  }
}
