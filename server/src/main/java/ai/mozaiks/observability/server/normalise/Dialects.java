// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import ai.mozaiks.observability.storage.PartId;
import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.Span;
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

  private final Map<Dialect, FieldTable> tables;
  private final Map<String, Map<Dialect, FieldTable>> tablesByApp;

  // What spans have in common, so that not each of them holds a copy.
  private final Recent<FieldTable.Told> recentlyTold = new Recent<>(8_192);
  private final Recent<String> recentNames = new Recent<>(2_048);
  private final Recent<PartId> recentTraces = new Recent<>(1_024);

  /// A reader that knows the operator's chat keys.
  ///
  /// @param chatKey attribute that names the chat, in front of the usual ones; null for none
  /// @param chatKeyByApp the same for single apps
  public Dialects(@Nullable String chatKey, Map<String, String> chatKeyByApp) {
    tables = tables(chatKey);
    Map<String, Map<Dialect, FieldTable>> byApp = new HashMap<>();
    chatKeyByApp.forEach((app, key) -> byApp.put(app, tables(key)));
    tablesByApp = Map.copyOf(byApp);
  }

  /// A reader without configured chat keys.
  public static Dialects standard() {
    return new Dialects(null, Map.of());
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

  /// The attribute that says how many were taken out of a span as content; a count.
  public static String contentMark() {
    return StandardFields.CONTENT_ATTRIBUTES;
  }

  private static Map<Dialect, FieldTable> tables(@Nullable String chatKey) {
    List<String> chatKeys = chatKey == null ? List.of() : List.of(chatKey);
    Map<Dialect, FieldTable> tables = new HashMap<>();
    for (Dialect dialect : DIALECTS) {
      FieldTable.Builder table = StandardFields.spanTable(chatKeys);
      dialect.addFields(table);
      tables.put(dialect, table.build());
    }
    return Map.copyOf(tables);
  }

  /// The attributes that can name a chat, the configured ones of all apps among them.
  public ChatNames chatNames() {
    Set<Field> fields = EnumSet.of(Field.CHAT_ID, Field.CONVERSATION_ID, Field.SESSION_ID);
    Set<String> attributes = new HashSet<>();
    tables.values().forEach(table -> attributes.addAll(table.attributesOf(fields)));
    tablesByApp
        .values()
        .forEach(ofApp ->
            ofApp.values().forEach(table -> attributes.addAll(table.attributesOf(fields))));
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
    tableOf(dialect, origin).read(span.getAttributesList(), told);
    FieldTable.Told firstChunk = FirstChunk.of(span);
    if (firstChunk != null) {
      told.putIfAbsent(Field.TIME_TO_FIRST_TOKEN_NANOS, firstChunk);
    }
    FieldTable.Told content = told.get(Field.CONTENT_ATTRIBUTES);
    int contentAttributes = content == null ? 0 : (int) Math.min((Long) content.value(), 1 << 20);
    ByteBuffer traceId = span.getTraceId().asReadOnlyByteBuffer();
    return new SpanFacts(
        recentTraces.shared(PartId.ofTrace(traceId.getLong(), traceId.getLong())),
        longOf(span.getSpanId()),
        longOf(span.getParentSpanId()),
        recentNames.shared(span.getName()),
        UnixNanos.of(span.getStartTimeUnixNano()),
        UnixNanos.of(span.getEndTimeUnixNano()),
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
        Failures.of(span, told.get(Field.ERROR_TYPE), told.containsKey(Field.ERROR_LEVEL)));
  }

  private @Nullable String shared(@Nullable String name) {
    return name == null ? null : recentNames.shared(name);
  }

  /// The dialect that owns an instrumentation scope; null when none does.
  static @Nullable Dialect ownerOf(String scopeName) {
    return FINDER.ownerOf(scopeName);
  }

  private FieldTable tableOf(Dialect dialect, Origin origin) {
    String name = appOf(origin);
    Map<Dialect, FieldTable> tablesOfApp =
        name == null ? tables : tablesByApp.getOrDefault(name, tables);
    FieldTable table = tablesOfApp.get(dialect);
    if (table == null) {
      throw new AssertionError("every dialect has a table: " + dialect.name());
    }
    return table;
  }

  private static @Nullable String appOf(Origin origin) {
    String app = origin.text(Field.APP);
    return app != null ? app : origin.serviceApp();
  }

  private static long longOf(ByteString id) {
    return id.size() == 8 ? id.asReadOnlyByteBuffer().getLong() : 0;
  }
}
