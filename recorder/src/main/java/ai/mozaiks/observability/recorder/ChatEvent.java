// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One thing that happened in a chat: the one datum of the system. Recorders produce it directly,
/// the server derives it from spans, the store keeps it, and [ChatState#apply] is the one fold over
/// it.
///
/// Immutable. Repetitions are told by [Context#id].
public sealed interface ChatEvent {

  /// The longest id, of an event, a chat or an app; characters. Longer ones are refused, never cut,
  /// since that could make two ids one.
  int LONGEST_ID = 512;

  /// What this event says of itself, as every event does.
  Context context();

  /// What makes it one event within its chat; never empty in what recorders and the server make.
  default String id() {
    return context().id();
  }

  /// The chat it belongs to.
  default ChatKey chat() {
    return context().chat();
  }

  /// The instant it began.
  default Instant at() {
    return context().at();
  }

  /// How long it lasted; zero for what has no length, null when that is not known.
  default @Nullable Duration duration() {
    return Duration.ZERO;
  }

  /// The instant it ended; that of its beginning when its length is not known.
  default Instant endedAt() {
    Duration duration = duration();
    return duration == null ? at() : at().plus(duration);
  }

  /// The same event with another context (renamed chat, workflow learnt later).
  ChatEvent withContext(Context context);

  /// Which names of a [Context] the event did not say itself, but other events of its chat.
  enum Lent {
    NOTHING,
    WORKFLOW,
    USER,
    WORKFLOW_AND_USER,
    /// Nothing so far: the event could not be completed with what the others say, nor priced.
    PENDING;

    private static Lent of(boolean workflow, boolean user) {
      if (workflow) {
        return user ? WORKFLOW_AND_USER : WORKFLOW;
      }
      return user ? USER : NOTHING;
    }

    private boolean hasWorkflow() {
      return this == WORKFLOW || this == WORKFLOW_AND_USER;
    }

    private boolean hasUser() {
      return this == USER || this == WORKFLOW_AND_USER;
    }
  }

  /// What every event says of itself.
  ///
  /// @param id unique within the chat; derived from the span for traces, the sender's for direct
  ///   events
  /// @param chat the chat it belongs to
  /// @param workflow `workflow_name`; null when unknown
  /// @param user `user_id`; null when unknown
  /// @param at when it began
  /// @param span the span behind it; null for direct events
  /// @param lent which of the names the event did not say itself
  record Context(
      String id,
      ChatKey chat,
      @Nullable String workflow,
      @Nullable String user,
      Instant at,
      @Nullable SpanRef span,
      Lent lent) {
    public Context {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(chat, "chat");
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(lent, "lent");
    }

    /// Of an event that says all this itself.
    public Context(
        String id,
        ChatKey chat,
        @Nullable String workflow,
        @Nullable String user,
        Instant at,
        @Nullable SpanRef span) {
      this(id, chat, workflow, user, at, span, Lent.NOTHING);
    }

    /// The same context with these names, as if the event had said them.
    ///
    /// @param workflow `workflow_name`; null when unknown
    /// @param user `user_id`; null when unknown
    public Context withAttribution(@Nullable String workflow, @Nullable String user) {
      return new Context(id, chat, workflow, user, at, span);
    }

    /// The workflow that the event itself said; null when it said none.
    public @Nullable String saidWorkflow() {
      return lent.hasWorkflow() ? null : workflow;
    }

    /// The user that the event itself said; null when it said none.
    public @Nullable String saidUser() {
      return lent.hasUser() ? null : user;
    }

    /// The same context of an event that could not be completed so far.
    public Context pending() {
      return new Context(id, chat, saidWorkflow(), saidUser(), at, span, Lent.PENDING);
    }

    /// What the event itself said, and for the rest these names. What was lent before is forgotten.
    ///
    /// @param workflow `workflow_name`; null when there is none to lend
    /// @param user `user_id`; null when there is none to lend
    public Context lending(@Nullable String workflow, @Nullable String user) {
      String saidWorkflow = saidWorkflow();
      String saidUser = saidUser();
      return new Context(
          id,
          chat,
          saidWorkflow != null ? saidWorkflow : workflow,
          saidUser != null ? saidUser : user,
          at,
          span,
          Lent.of(saidWorkflow == null && workflow != null, saidUser == null && user != null));
    }
  }

  /// A chat began, or a further run of it did.
  ///
  /// @param parentChatId the chat that this one is a part of, a conversation that another one
  ///   holds; null when it stands for itself. Both are of one app
  record WorkflowStarted(Context context, @Nullable String parentChatId) implements ChatEvent {
    /// Of a chat that stands for itself.
    public WorkflowStarted(Context context) {
      this(context, null);
    }

    @Override
    public WorkflowStarted withContext(Context context) {
      return new WorkflowStarted(context, parentChatId);
    }
  }

  /// One agent had its turn.
  ///
  /// @param agent the agent's name; null when unknown
  /// @param duration null when unknown
  /// @param failure null when the turn succeeded
  record AgentTurn(
      Context context,
      @Nullable String agent,
      @Nullable Duration duration,
      @Nullable Failure failure)
      implements ChatEvent {
    @Override
    public AgentTurn withContext(Context context) {
      return new AgentTurn(context, agent, duration, failure);
    }
  }

  /// One request to a model, retries inside it included.
  ///
  /// @param agent the agent that asked; null when unknown
  /// @param provider the hosting side, for example `openai` or `aws.bedrock`; null when unknown
  /// @param requestModel the model asked for; null when unknown
  /// @param responseModel the model that answered; null when unknown
  /// @param usage tokens; unknown parts are null
  /// @param cost what it cost, or that this is unknown
  /// @param duration null when unknown
  /// @param timeToFirstToken null when not streamed or not reported
  /// @param streaming whether the answer was streamed
  /// @param locallyCached whether the answer came from the application's own cache: counted as a
  ///   call, but with no tokens and no cost
  /// @param aggregate whether this stands for several calls of which only the sum was reported
  /// @param finishReasons as reported; empty when unknown
  /// @param responseId the provider's id of the answer; null when unknown
  /// @param failure null when it succeeded
  record LlmCall(
      Context context,
      @Nullable String agent,
      @Nullable String provider,
      @Nullable String requestModel,
      @Nullable String responseModel,
      TokenUsage usage,
      Cost cost,
      @Nullable Duration duration,
      @Nullable Duration timeToFirstToken,
      boolean streaming,
      boolean locallyCached,
      boolean aggregate,
      List<String> finishReasons,
      @Nullable String responseId,
      @Nullable Failure failure)
      implements ChatEvent {
    public LlmCall {
      finishReasons = List.copyOf(finishReasons);
    }

    /// The model that answered, else the one asked for; null when neither is known.
    public @Nullable String model() {
      return responseModel != null ? responseModel : requestModel;
    }

    @Override
    public LlmCall withContext(Context context) {
      return new LlmCall(
          context,
          agent,
          provider,
          requestModel,
          responseModel,
          usage,
          cost,
          duration,
          timeToFirstToken,
          streaming,
          locallyCached,
          aggregate,
          finishReasons,
          responseId,
          failure);
    }

    /// The same call with another failure, or none.
    public LlmCall withFailure(@Nullable Failure other) {
      return new LlmCall(
          context,
          agent,
          provider,
          requestModel,
          responseModel,
          usage,
          cost,
          duration,
          timeToFirstToken,
          streaming,
          locallyCached,
          aggregate,
          finishReasons,
          responseId,
          other);
    }
  }

  /// One execution of a tool.
  ///
  /// @param agent the agent that called it; null when unknown
  /// @param tool the tool's name; null when unknown
  /// @param callId the id the model gave to the call; null when unknown
  /// @param argumentsHash what stands for its arguments, see [ArgumentsHash]; null when unknown
  /// @param duration null when unknown
  /// @param failure null when it succeeded
  record ToolCall(
      Context context,
      @Nullable String agent,
      @Nullable String tool,
      @Nullable String callId,
      @Nullable Long argumentsHash,
      @Nullable Duration duration,
      @Nullable Failure failure)
      implements ChatEvent {
    /// Whether the tool did not fail.
    public boolean success() {
      return failure == null;
    }

    @Override
    public ToolCall withContext(Context context) {
      return new ToolCall(context, agent, tool, callId, argumentsHash, duration, failure);
    }
  }

  /// Tokens and cost to add, of a call that is not itself recorded (the guide's `usage_delta`).
  ///
  /// @param locallyCached whether it came from the application's own cache: adds nothing
  record UsageDelta(
      Context context,
      @Nullable String agent,
      @Nullable String model,
      TokenUsage usage,
      Cost cost,
      boolean locallyCached)
      implements ChatEvent {
    @Override
    public UsageDelta withContext(Context context) {
      return new UsageDelta(context, agent, model, usage, cost, locallyCached);
    }
  }

  /// A total that the sender computed. A state, not a delta: kept to compare, never added.
  record UsageSummary(Context context, TokenUsage usage, Cost cost) implements ChatEvent {
    @Override
    public UsageSummary withContext(Context context) {
      return new UsageSummary(context, usage, cost);
    }
  }

  /// An error that is not the failure of a turn, a model call or a tool call.
  ///
  /// @param agent the agent concerned; null when unknown
  record ErrorOccurred(Context context, @Nullable String agent, ErrorLevel level, Failure failure)
      implements ChatEvent {
    @Override
    public ErrorOccurred withContext(Context context) {
      return new ErrorOccurred(context, agent, level, failure);
    }
  }

  /// A trace was said to belong to the chat.
  ///
  /// @param traceId 32 lower-case hex digits
  record TraceAttached(Context context, String traceId) implements ChatEvent {
    @Override
    public TraceAttached withContext(Context context) {
      return new TraceAttached(context, traceId);
    }
  }

  /// Something that another source of telemetry tells as well, and for which that one speaks: kept,
  /// and not counted. A server decides this when it knows all of a chat; nobody sends it.
  ///
  /// @param event what would be counted otherwise; none of this kind
  record Superseded(ChatEvent event) implements ChatEvent {
    public Superseded {
      if (event instanceof Superseded) {
        throw new IllegalArgumentException("event: superseded twice (expected: once)");
      }
    }

    @Override
    public Context context() {
      return event.context();
    }

    @Override
    public @Nullable Duration duration() {
      return event.duration();
    }

    @Override
    public Superseded withContext(Context context) {
      return new Superseded(event.withContext(context));
    }
  }

  /// The chat, or one run of it, ended.
  ///
  /// @param status how; never [ChatStatus#RUNNING]
  /// @param ran how long the run that ended had taken; null when its start is not known
  record WorkflowEnded(Context context, ChatStatus status, @Nullable Duration ran)
      implements ChatEvent {
    public WorkflowEnded {
      if (status == ChatStatus.RUNNING) {
        throw new IllegalArgumentException(
            "status: RUNNING (expected: COMPLETED, FAILED, CANCELLED or ABANDONED)");
      }
    }

    @Override
    public WorkflowEnded withContext(Context context) {
      return new WorkflowEnded(context, status, ran);
    }
  }
}
