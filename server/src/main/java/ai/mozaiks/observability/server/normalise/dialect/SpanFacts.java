// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.recorder.Usd;
import ai.mozaiks.observability.server.normalise.UnixNanos;
import ai.mozaiks.observability.storage.PartId;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one span says, whatever dialect it speaks: all that the derivation of its trace needs, and
/// much less than the span. Immutable.
public final class SpanFacts {
  private static final Comparator<SpanFacts> VERSIONS =
      Comparator.comparingLong((SpanFacts span) -> span.endNanos)
          .thenComparingInt(span -> span.attributeCount)
          .thenComparingInt(span -> span.origin.attributeCount())
          .thenComparingLong(span -> span.digest)
          .thenComparingLong(span -> span.origin.stored().id());

  private final PartId trace;
  private final long spanId;
  private final long parentSpanId;
  private final String name;
  private final long startNanos;
  private final long endNanos;
  private final int attributeCount;
  private final long digest;
  private final String dialect;
  private final Role role;
  private final Origin origin;
  private final ToldFields told;
  private final @Nullable String agentInName;
  private final @Nullable String workflowInName;
  private final @Nullable String toolInName;
  private final @Nullable Failure failure;
  private final boolean ok;
  private final boolean standIn;
  private final ConfiguredIds configuredIds;
  private final boolean inputExclusive;
  private final TokenUsage usage;
  private final Set<SpanFlag> flags;

  /// @param inputExclusive whether the operator says that the input leaves out its cached parts
  /// @param flags what is doubtful so far; the arithmetic of tokens adds to it
  SpanFacts(
      PartId trace,
      long spanId,
      long parentSpanId,
      String name,
      long startNanos,
      long endNanos,
      int attributeCount,
      long digest,
      String dialect,
      Role role,
      Origin origin,
      ToldFields told,
      @Nullable String agentInName,
      @Nullable String workflowInName,
      @Nullable String toolInName,
      @Nullable Failure failure,
      boolean ok,
      boolean standIn,
      ConfiguredIds configuredIds,
      boolean inputExclusive,
      Set<SpanFlag> flags) {
    this.trace = trace;
    this.spanId = spanId;
    this.parentSpanId = parentSpanId;
    this.name = name;
    this.startNanos = startNanos;
    this.endNanos = endNanos;
    this.attributeCount = attributeCount;
    this.digest = digest;
    this.dialect = dialect;
    this.role = role;
    this.origin = origin;
    this.told = told;
    this.agentInName = agentInName;
    this.workflowInName = workflowInName;
    this.toolInName = toolInName;
    this.failure = failure;
    this.ok = ok;
    this.standIn = standIn;
    this.configuredIds = configuredIds;
    this.inputExclusive = inputExclusive;
    TokenUsage tokens = TokenArithmetic.usageOf(this, inputExclusive, flags);
    this.usage = tokens.equals(TokenUsage.UNKNOWN) ? TokenUsage.UNKNOWN : tokens;
    this.flags = flags.isEmpty() ? Set.of() : Set.copyOf(flags);
  }

  /// The same span with what notes add to it: fields that it does not tell itself, what it is if it
  /// does not show that, and the type of an error that it shows without one, or does not show. A
  /// span that says that all went well has no error.
  ///
  /// @param notes of this span, the one that goes first first
  public SpanFacts with(List<SpanNote> notes) {
    EnumMap<Field, FieldTable.Told> all = new EnumMap<>(Field.class);
    told.forEach(all::put);
    Role itsRole = role;
    String itsDialect = dialect;
    Failure error = failure;
    Set<SpanFlag> flagged = flagsSoFar();
    // Of an agent's span an event may tell a part: what these say of tokens differs rightly.
    Set<Field> comparable =
        role.isModelCall() ? EnumSet.allOf(Field.class) : EnumSet.noneOf(Field.class);
    for (SpanNote note : notes) {
      SpanFacts noted = note.facts();
      noted.told.forEach((field, value) -> {
        FieldTable.Told known =
            all.putIfAbsent(
                field,
                new FieldTable.Told(
                    value.value(), noted.name + ": " + value.attribute(), value.rank()));
        if (known == null) {
          comparable.add(field);
        } else if (note.kind() == SpanNote.Kind.CALL
            && field.tellsCallsApart()
            && comparable.contains(field)
            && !FieldTable.isSame(known.value(), value.value())) {
          flagged.add(SpanFlag.EVENTS_DISAGREE);
        }
      });
      if (itsRole == Role.PLAIN && note.kind() == SpanNote.Kind.CALL) {
        itsRole = noted.role;
        itsDialect = noted.dialect;
      }
      error = worse(error, noted.failure);
    }
    return changed(itsDialect, itsRole, ToldFields.of(all), error, standIn, flagged);
  }

  /// A copy with what another reading of it changes.
  ///
  /// @param soFar the flags, for the arithmetic of tokens to add to
  private SpanFacts changed(
      String itsDialect,
      Role itsRole,
      ToldFields allTold,
      @Nullable Failure error,
      boolean standsIn,
      Set<SpanFlag> soFar) {
    return new SpanFacts(
        trace,
        spanId,
        parentSpanId,
        name,
        startNanos,
        endNanos,
        attributeCount,
        digest,
        itsDialect,
        itsRole,
        origin,
        allTold,
        agentInName,
        workflowInName,
        toolInName,
        error,
        ok,
        standsIn,
        configuredIds,
        inputExclusive,
        soFar);
  }

  /// One error, never two: the known one stands, if it has a type.
  private @Nullable Failure worse(@Nullable Failure known, @Nullable Failure noted) {
    if (noted == null || (known == null && ok)) {
      return known;
    }
    if (known == null) {
      return noted;
    }
    return known.type().equals(Failure.OTHER)
        ? new Failure(
            noted.type(),
            known.message() != null ? known.message() : noted.message(),
            known.echoed())
        : known;
  }

  /// A span that is not there, of which nothing is known but what its notes add.
  public SpanFacts standingIn() {
    ToldFields nothing = ToldFields.of(new EnumMap<>(Field.class));
    return changed(dialect, role, nothing, failure, true, flagsSoFar());
  }

  /// For the arithmetic of another version to add to.
  private Set<SpanFlag> flagsSoFar() {
    Set<SpanFlag> copy = EnumSet.noneOf(SpanFlag.class);
    copy.addAll(flags);
    return copy;
  }

  /// Whether a log event tells of it and the span itself is not there.
  public boolean isStandIn() {
    return standIn;
  }

  public PartId trace() {
    return trace;
  }

  public long spanId() {
    return spanId;
  }

  /// 0 for a root, and for a span that names itself.
  public long parentSpanId() {
    return parentSpanId;
  }

  public String name() {
    return name;
  }

  /// Nanoseconds since 1970; the end where the start is not known, 0 where neither is.
  public long startNanos() {
    return startNanos != 0 ? startNanos : endNanos;
  }

  /// The start as it was sent: 0 where it is not known.
  public long sentStartNanos() {
    return startNanos;
  }

  /// Nanoseconds since 1970; never before the start, which it is where the end is not known.
  public long endNanos() {
    return Math.max(startNanos(), endNanos);
  }

  /// How long it lasted; null when that is not known, see [UnixNanos].
  public @Nullable Duration duration() {
    return UnixNanos.between(startNanos, endNanos);
  }

  /// Which dialect read it; `plain` when none did.
  public String dialect() {
    return dialect;
  }

  public Role role() {
    return role;
  }

  public Origin origin() {
    return origin;
  }

  public @Nullable Failure failure() {
    return failure;
  }

  /// The tokens after the arithmetic that makes them inclusive.
  public TokenUsage usage() {
    return usage;
  }

  /// What is doubtful about it, as far as it alone tells; the tokens and times above are what was
  /// made of that.
  public Set<SpanFlag> flags() {
    return flags;
  }

  /// The chat id that is beyond doubt: the reference runtime's own, else by the key that the
  /// operator configured; null when the span has neither.
  ///
  /// @param app the app of its trace, which decides about the key
  public @Nullable String chatId(String app) {
    String own = text(Field.CHAT_ID);
    return own != null ? own : configuredIds.idFor(app);
  }

  /// Which attribute tells [#chatId]; null when none does.
  public @Nullable String sourceOfChatId(String app) {
    String own = source(Field.CHAT_ID);
    return own != null ? own : configuredIds.attributeFor(app);
  }

  public boolean hasUsage() {
    return !usage.isUnknown();
  }

  /// Whether the rules read the same of both, but for the message of an error: then they give the
  /// same events, in whatever trace.
  public boolean readsLike(SpanFacts other) {
    return trace.equals(other.trace)
        && spanId == other.spanId
        && parentSpanId == other.parentSpanId
        && startNanos == other.startNanos
        && endNanos == other.endNanos
        && attributeCount == other.attributeCount
        && dialect.equals(other.dialect)
        && role == other.role
        && told.equals(other.told)
        && Objects.equals(agentInName, other.agentInName)
        && Objects.equals(workflowInName, other.workflowInName)
        && Objects.equals(toolInName, other.toolInName)
        && Objects.equals(withoutMessage(failure), withoutMessage(other.failure))
        && ok == other.ok
        && standIn == other.standIn
        && configuredIds.byAttribute().equals(other.configuredIds.byAttribute())
        && inputExclusive == other.inputExclusive
        && usage.equals(other.usage)
        && flags.equals(other.flags);
  }

  private static @Nullable Failure withoutMessage(@Nullable Failure failure) {
    return failure == null ? null : new Failure(failure.type(), null, failure.echoed());
  }

  /// Whether this is the version to keep when the same span came twice: the one that ended later,
  /// else the one that says more, itself or by what it came with (a collector may have added to its
  /// resource). What decides between two that say as much does not matter, but it must not be the
  /// order of arrival: their digests, then the ids of their origins.
  public boolean replaces(SpanFacts other) {
    String sentTimes = text(Field.SENT_TIMES);
    if (sentTimes != null
        && sentTimes.equals(other.text(Field.SENT_TIMES))
        && attributeCount == other.attributeCount) {
      return false; // the same sent again: the times of the first receipt stand
    }
    return VERSIONS.compare(this, other) > 0;
  }

  public @Nullable String text(Field field) {
    return (String) value(field);
  }

  public @Nullable Long number(Field field) {
    return (Long) value(field);
  }

  public boolean flag(Field field) {
    return Boolean.TRUE.equals(value(field));
  }

  @SuppressWarnings("unchecked") // the table gives lists for this field
  public List<String> finishReasons() {
    List<String> reasons = (List<String>) value(Field.FINISH_REASONS);
    return reasons == null ? List.of() : reasons;
  }

  /// The cost that the emitter reported; null when none, or when it says 0 for a call that used
  /// tokens, which means that it did not know the price (AG2).
  public @Nullable Cost reportedCost(boolean usesTokens) {
    BigDecimal usd = (BigDecimal) value(Field.COST_USD);
    Long pico = usd == null ? null : Usd.toPico(usd);
    return pico == null || (pico == 0 && usesTokens) ? null : Cost.reported(pico);
  }

  /// The agent's own name: not a UUID that merely repeats the agent's id; null when unknown. A turn
  /// may also have it as a hint or in the span's name.
  public @Nullable String agent() {
    String agent = text(Field.AGENT);
    if (agent != null && !agent.equals(text(Field.AGENT_ID))) {
      return agent;
    }
    if (!role.isAgent()) {
      return null;
    }
    String hint = text(Field.AGENT_HINT);
    return hint != null ? hint : agentInName;
  }

  /// The provider as reported; null when unknown.
  public @Nullable String reportedProvider() {
    return text(Field.PROVIDER);
  }

  /// The provider as reported, else as the model's name tells it; null when unknown.
  public @Nullable String provider() {
    String provider = text(Field.PROVIDER);
    String model = model();
    return provider != null || model == null ? provider : StandardFields.providerOf(model);
  }

  /// The model that answered, else the one asked for; null when neither is known.
  public @Nullable String model() {
    String model = text(Field.RESPONSE_MODEL);
    return model != null ? model : text(Field.REQUEST_MODEL);
  }

  /// What the span itself says of the workflow; null when nothing.
  public @Nullable String workflow() {
    String workflow = text(Field.WORKFLOW);
    if (workflow == null) {
      workflow = workflowInName;
    }
    return workflow != null ? workflow : text(Field.WORKFLOW_HINT);
  }

  /// The tool's name; null when this is no tool's span or names none.
  public @Nullable String tool() {
    String tool = text(Field.TOOL);
    return tool != null ? tool : toolInName;
  }

  /// The model's id of the tool call; null when absent, or when it only repeats the tool's name.
  public @Nullable String toolCallId() {
    String id = text(Field.TOOL_CALL_ID);
    return id == null || id.equals(tool()) ? null : id;
  }

  /// Where a field's value came from.
  ///
  /// @param value text, number, flag or list of texts
  /// @param attribute the one that won of those that tell the field
  public record Source(Object value, String attribute) {}

  /// All that the attributes told, with the attribute of each.
  public Map<Field, Source> sources() {
    Map<Field, Source> sources = new EnumMap<>(Field.class);
    told.forEach(
        (field, value) -> sources.put(field, new Source(value.value(), value.attribute())));
    return sources;
  }

  private @Nullable Object value(Field field) {
    FieldTable.Told value = told.get(field);
    return value == null ? null : value.value();
  }

  /// The attribute that told a field; null when none did.
  public @Nullable String source(Field field) {
    FieldTable.Told value = told.get(field);
    return value == null ? null : value.attribute();
  }
}
