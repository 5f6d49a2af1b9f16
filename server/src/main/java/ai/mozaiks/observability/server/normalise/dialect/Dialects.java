// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import ai.mozaiks.observability.server.normalise.UnixNanos;
import ai.mozaiks.observability.storage.LogSubject;
import ai.mozaiks.observability.storage.PartId;
import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All dialects, and the reading of a span by the one it speaks. Immutable, thread-safe.
public final class Dialects {

  /// The order matters where a span carries the marks of several: the most specific first.
  private static final List<Dialect> DIALECTS =
      List.of(
          new MozaiksDialect(),
          new Ag2Dialect(),
          new PydanticAiDialect(),
          new OpenInferenceDialect(),
          new LangfuseDialect(),
          new LangSmithDialect(),
          new VercelAiDialect(),
          new GoogleAdkDialect(),
          new GenkitDialect(),
          new KoogDialect(),
          new MicrosoftDialect(),
          new AutoGenDialect(),
          new CrewAiTelemetryDialect(),
          new OpenLitDialect(),
          new LaminarDialect(),
          new MlflowDialect(),
          new SpringAiDialect(),
          new LangChain4jDialect(),
          new TraceloopDialect(),
          new GenAiDialect(),
          new PlainDialect());

  /// Only ever compared with digests made by the same process, so that it may change.
  private static final HashFunction DIGEST = Hashing.farmHashFingerprint64();

  private static final DialectFinder FINDER = new DialectFinder(DIALECTS);

  private static final ArgumentPlaces ARGUMENT_PLACES = new ArgumentPlaces(DIALECTS);

  private static final Map<Dialect, FieldTable> TABLES = tables();

  private final ChatKeyTable chatKeys;
  private final Set<String> exclusiveScopes;

  // What spans have in common, so that not each of them holds a copy.
  private final Recent<FieldTable.Told> recentlyTold = new Recent<>(8_192);
  private final Recent<String> recentNames = new Recent<>(2_048);
  private final Recent<PartId> recentTraces = new Recent<>(1_024);

  /// A reader that knows what the operator says.
  ///
  /// @param chatKey attribute that names the chat, in front of the usual ones; null for none
  /// @param chatKeyByApp the same for single apps
  /// @param exclusiveScopes instrumentation scopes whose input tokens leave out the cached ones
  public Dialects(
      @Nullable String chatKey, Map<String, String> chatKeyByApp, Set<String> exclusiveScopes) {
    this.exclusiveScopes = Set.copyOf(exclusiveScopes);
    chatKeys = new ChatKeyTable(chatKey, chatKeyByApp);
  }

  /// A reader to whom the operator said nothing.
  public static Dialects standard() {
    return new Dialects(null, Map.of(), Set.of());
  }

  /// How explanations and metrics call the dialects, in order of precedence.
  static List<String> names() {
    return DIALECTS.stream().map(Dialect::name).toList();
  }

  /// The attributes that hold content, of all dialects; a `*` stands for any characters, also none.
  public static List<String> contentKeys() {
    return DIALECTS.stream().flatMap(dialect -> dialect.contentKeys().stream()).distinct().toList();
  }

  /// The attributes whose content is reduced to the usage in it, of all dialects.
  public static List<String> usageInContentKeys() {
    return DIALECTS.stream()
        .flatMap(dialect -> dialect.usageInContentKeys().stream())
        .distinct()
        .toList();
  }

  /// Where the arguments of tool calls stand, in all dialects.
  public static ArgumentPlaces argumentPlaces() {
    return ARGUMENT_PLACES;
  }

  /// The attribute that stands for the arguments of a tool call: an integer that is equal for equal
  /// ones.
  public static String argumentsHashAttribute() {
    return StandardFields.ARGUMENTS_HASH;
  }

  /// The attribute that says how many were taken out of a span as content; a count.
  public static String contentMark() {
    return StandardFields.CONTENT_ATTRIBUTES;
  }

  private static Map<Dialect, FieldTable> tables() {
    Map<Dialect, FieldTable> tables = new HashMap<>();
    for (Dialect dialect : DIALECTS) {
      FieldTable.Builder table = StandardFields.spanTable();
      dialect.addFields(table);
      tables.put(dialect, table.build());
    }
    return Map.copyOf(tables);
  }

  /// The attributes that tell something of a span in any dialect, content aside.
  public static Set<String> knownKeys() {
    Set<Field> all = EnumSet.allOf(Field.class);
    Set<String> keys = new HashSet<>();
    TABLES.values().forEach(table -> keys.addAll(table.attributesOf(all)));
    return Set.copyOf(keys);
  }

  /// The attributes that can name a chat, the configured ones of all apps among them.
  public ChatNames chatNames() {
    Set<Field> fields = EnumSet.of(Field.CHAT_ID, Field.CONVERSATION_ID, Field.SESSION_ID);
    Set<String> attributes = new HashSet<>(chatKeys.attributes());
    TABLES.values().forEach(table -> attributes.addAll(table.attributesOf(fields)));
    return new ChatNames(attributes);
  }

  /// Reads one span.
  ///
  /// @param span its ids must be valid
  /// @param body the message as bytes, to tell repetitions from changes
  public SpanFacts read(Span span, Origin origin, byte[] body) {
    SpanView view = new SpanView(span, origin);
    Dialect dialect = FINDER.dialectOf(view);
    // Plain spans are read as well: any span may name the session or the user of its trace.
    EnumMap<Field, FieldTable.Told> told = new EnumMap<>(Field.class);
    Set<SpanFlag> flags = EnumSet.noneOf(SpanFlag.class);
    tableOf(dialect).read(span.getAttributesList(), told, flags);
    if (isSessionOfAnotherKind(view, told)) {
      told.remove(Field.SESSION_ID);
    }
    if (isSessionOfALine(view, told)) {
      told.remove(Field.CONVERSATION_ID);
    }
    FieldTable.Told firstChunk = FirstChunk.of(span);
    if (firstChunk != null) {
      told.putIfAbsent(Field.TIME_TO_FIRST_TOKEN_NANOS, firstChunk);
    }
    FieldTable.Told content = told.get(Field.CONTENT_ATTRIBUTES);
    int contentAttributes = content == null ? 0 : (int) Math.min((Long) content.value(), 1 << 20);
    ByteBuffer traceId = span.getTraceId().asReadOnlyByteBuffer();
    long id = longOf(span.getSpanId());
    long parent = longOf(span.getParentSpanId());
    if (parent == id) {
      flags.add(SpanFlag.OWN_PARENT);
      parent = 0;
    }
    long start = UnixNanos.of(span.getStartTimeUnixNano());
    long end = UnixNanos.of(span.getEndTimeUnixNano());
    FieldTable.Told sentTimes = told.get(Field.SENT_TIMES);
    if (sentTimes != null && !sentTimes.value().equals(UnixNanos.NO_TIMES)) {
      flags.add(SpanFlag.TIME_AHEAD);
    }
    SpanFlag flagOfTimes = SpanFlag.ofTimes(start, end);
    if (flagOfTimes != null) {
      flags.add(flagOfTimes);
    }
    return new SpanFacts(
        recentTraces.shared(PartId.ofTrace(traceId.getLong(), traceId.getLong())),
        id,
        parent,
        recentNames.shared(span.getName()),
        start,
        end,
        // so that of two versions of a span the one with more content wins, wherever that is kept
        span.getAttributesCount() + contentAttributes,
        DIGEST.hashBytes(body).asLong(),
        dialect.name(),
        told.containsKey(Field.PENDING) ? Role.PLAIN : dialect.role(view),
        origin,
        ToldFields.of(told, recentlyTold),
        shared(dialect.agentInName(view)),
        shared(dialect.workflowOf(view)),
        shared(dialect.toolInName(view)),
        Failures.of(span, told.get(Field.ERROR_TYPE), told.containsKey(Field.ERROR_LEVEL)),
        span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_OK,
        false,
        chatKeys.read(span.getAttributesList()),
        exclusiveScopes.contains(origin.scopeName()),
        flags);
  }

  /// Whom a log record or a point of a metric is about.
  ///
  /// @param attributes its own
  public LogSubject subjectOf(
      List<KeyValue> attributes, InstrumentationScope scope, Origin origin) {
    return LogSubjects.of(
        tableOf(DIALECTS.getLast()),
        chatKeys.read(attributes),
        attributes,
        scope.getAttributesList(),
        origin);
  }

  private @Nullable String shared(@Nullable String name) {
    return name == null ? null : recentNames.shared(name);
  }

  /// The dialect that owns an instrumentation scope; null when none does.
  static @Nullable Dialect ownerOf(String scopeName) {
    return FINDER.ownerOf(scopeName);
  }

  /// The `session.id` of a browser is a visit of a site: many chats, or a part of one.
  private static boolean isSessionOfAnotherKind(SpanView span, Map<Field, FieldTable.Told> told) {
    FieldTable.Told session = told.get(Field.SESSION_ID);
    return session != null && span.origin().isBrowser() && session.attribute().equals("session.id");
  }

  /// The id of a realtime session, `sess_...`, is that of one connection to the model.
  private static boolean isSessionOfALine(SpanView span, Map<Field, FieldTable.Told> told) {
    FieldTable.Told conversation = told.get(Field.CONVERSATION_ID);
    return conversation != null
        && conversation.value().toString().startsWith("sess_")
        && "realtime".equals(span.text("gen_ai.operation.name"));
  }

  private static FieldTable tableOf(Dialect dialect) {
    FieldTable table = TABLES.get(dialect);
    if (table == null) {
      throw new AssertionError("every dialect has a table: " + dialect.name());
    }
    return table;
  }

  private static long longOf(ByteString id) {
    return id.size() == 8 ? id.asReadOnlyByteBuffer().getLong() : 0;
  }
}
