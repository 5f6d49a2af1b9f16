// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

/// What a span is in the life of a chat. Every span has exactly one role.
public enum Role {
  /// A chat completion, text generation or the like.
  LLM_CALL,
  /// An embedding: a model call of another class, so that it never stands for a completion.
  EMBEDDING_CALL,
  TOOL_CALL,
  /// One agent's turn.
  TURN,
  /// A turn, unless it is the trace's root above another such span: then it is the run
  /// (OpenInference `AGENT`).
  TURN_OR_RUN,
  /// A turn, unless turns of other agents happen right in it: then it leads a group chat and takes
  /// none itself (AG2's manager).
  TURN_OR_GROUP,
  /// A whole run: workflow, conversation, chain.
  RUN,
  /// A run if anything happens under it, nothing otherwise (`create_agent`).
  RUN_IF_PARENT,
  /// Waiting for a human; taken off the time of the turn around it.
  HUMAN_INPUT,
  /// Choosing who speaks next: agents that do it cost money, but take no turn in the chat.
  SELECTION,
  /// The usage of one model call once more; counts only if its turn shows no calls.
  USAGE_OF_CALL,
  /// The usage of another agent's whole task; counts only if that agent is not in the trace.
  USAGE_OF_SUBTASK,
  /// An evaluator or a guardrail: counted nowhere itself, but the calls in it cost money.
  CHECK,
  /// The usage of one model call that nothing else tells of; always counts.
  USAGE_ALONE,
  /// Known to a dialect, but counted nowhere: retrieval, planning, memory, the server side of an
  /// MCP call.
  OTHER,
  /// No agent telemetry: kept for the structure of the trace only.
  PLAIN;

  /// What such a span is, in a few words.
  public String meaning() {
    return switch (this) {
      case LLM_CALL -> "a model call";
      case EMBEDDING_CALL -> "an embedding";
      case TOOL_CALL -> "a tool call";
      case TURN, TURN_OR_RUN, TURN_OR_GROUP -> "an agent's turn";
      case RUN, RUN_IF_PARENT -> "a run";
      case HUMAN_INPUT -> "waiting for a human, which is no latency";
      case SELECTION -> "choosing the next speaker";
      case CHECK -> "an evaluator or a guardrail; calls in it count";
      case USAGE_OF_CALL, USAGE_OF_SUBTASK, USAGE_ALONE -> "a record of usage";
      case OTHER -> "known to the dialect, and counted nowhere";
      case PLAIN -> "no agent telemetry: structure only";
    };
  }

  /// Whether such a span becomes an event, unless a rule says otherwise.
  public boolean mayCount() {
    return switch (this) {
      case LLM_CALL,
          EMBEDDING_CALL,
          TOOL_CALL,
          TURN,
          TURN_OR_RUN,
          TURN_OR_GROUP,
          RUN,
          RUN_IF_PARENT ->
          true;
      case HUMAN_INPUT,
          SELECTION,
          CHECK,
          USAGE_OF_CALL,
          USAGE_OF_SUBTASK,
          USAGE_ALONE,
          OTHER,
          PLAIN ->
          false;
    };
  }

  /// An agent at work, as its dialect sees it.
  boolean isAgent() {
    return this == TURN || this == TURN_OR_RUN || this == TURN_OR_GROUP;
  }

  /// Whether it is structure only, whatever happened in it.
  public boolean isBackground() {
    return this == PLAIN || this == OTHER || this == CHECK;
  }

  public boolean isModelCall() {
    return this == LLM_CALL || this == EMBEDDING_CALL;
  }
}
