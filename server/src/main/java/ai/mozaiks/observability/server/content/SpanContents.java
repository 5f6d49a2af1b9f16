// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import ai.mozaiks.observability.server.content.ContentKeys.Sort;
import ai.mozaiks.observability.server.normalise.dialect.AppNames;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.server.normalise.dialect.Role;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.storage.ContentKind;
import ai.mozaiks.observability.storage.StoredContent;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Takes content out of spans and reads it. A pure function of the span (and of the configuration),
/// so that a span that comes again, from its sender or from the journal, gives the same.
/// Thread-safe.
public final class SpanContents {
  private static final int MAX_REMEMBERED = 4096;

  private static final String DIGEST = "mozaiks.content.digest";

  private final KeptContent kept;
  private final ContentKeys keys = new ContentKeys();
  private final ConcurrentHashMap<String, Sort> remembered = new ConcurrentHashMap<>();

  /// Fixes the rules.
  ///
  /// @param clean takes out of a text what must not be stored: secrets, halves of surrogate pairs.
  ///   The spans have passed it already; but JSON can spell a secret in ways that only show when it
  ///   is read
  /// @param counts counts what is kept and cut
  public SpanContents(
      ContentPolicy policy, ContentCaps caps, UnaryOperator<String> clean, ContentCounts counts) {
    this.kept = new KeptContent(policy, caps, clean, counts);
  }

  /// Keeps none, but takes all out.
  public static SpanContents none() {
    return new SpanContents(
        ContentPolicy.NOTHING,
        new ContentCaps(1, 1),
        UnaryOperator.identity(),
        new ContentCounts());
  }

  /// Whether no span can have content any more once it was screened.
  public boolean keepNothing() {
    return kept.keepsNothing();
  }

  /// The same for log events, by the same rules.
  public EventContents ofEvents() {
    return new EventContents(kept, keys);
  }

  /// Takes the content out of a span.
  ///
  /// @return null if it has none
  public @Nullable TakenContent takenFrom(Span span) {
    List<KeyValue> taken = new ArrayList<>();
    List<KeyValue> rest = rest(span.getAttributesList(), false, taken);
    List<String> ofSpan = taken.stream().map(KeyValue::getKey).toList();
    List<Span.Event> events = events(span.getEventsList(), taken);
    if (taken.isEmpty()) {
      return null;
    }
    Span.Builder without = span.toBuilder().clearAttributes().addAllAttributes(rest);
    without.addAttributes(mark(Dialects.contentMark(), taken.size()));
    without.addAttributes(mark(DIGEST, digest(taken)));
    without.clearEvents().addAllEvents(events);
    return new TakenContent(without.build(), span, ofSpan);
  }

  private static KeyValue mark(String key, long number) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(number))
        .build();
  }

  private static long digest(List<KeyValue> taken) {
    Hasher hasher = Hashing.murmur3_128().newHasher();
    taken.forEach(attribute -> hasher.putBytes(attribute.toByteArray()));
    return hasher.hash().asLong();
  }

  private List<KeyValue> rest(List<KeyValue> attributes, boolean ofMessage, List<KeyValue> taken) {
    List<KeyValue> rest = new ArrayList<>(attributes.size());
    for (KeyValue attribute : attributes) {
      String key = attribute.getKey();
      Sort sort = ofMessage && ContentKeys.isMessageContent(key) ? Sort.CONTENT : sortOf(key);
      if (sort == Sort.PLAIN && ContentKeys.isUnknownMessage(key, attribute.getValue())) {
        sort = Sort.CONTENT;
      }
      if (sort == Sort.PLAIN) {
        rest.add(attribute);
      } else {
        taken.add(attribute);
        KeyValue usage = sort == Sort.CONTENT_WITH_USAGE ? usageOf(attribute) : null;
        if (usage != null) {
          rest.add(usage);
        }
      }
    }
    return rest;
  }

  private static @Nullable KeyValue usageOf(KeyValue attribute) {
    String usage = UsageInContent.reduce(attribute.getValue().getStringValue());
    return usage == null
        ? null
        : attribute.toBuilder().setValue(AnyValue.newBuilder().setStringValue(usage)).build();
  }

  private List<Span.Event> events(List<Span.Event> events, List<KeyValue> taken) {
    List<Span.Event> rest = new ArrayList<>(events.size());
    for (Span.Event event : events) {
      int before = taken.size();
      List<KeyValue> kept =
          rest(event.getAttributesList(), ContentKeys.isMessageEvent(event.getName()), taken);
      rest.add(
          taken.size() == before
              ? event
              : event.toBuilder().clearAttributes().addAllAttributes(kept).build());
    }
    return rest;
  }

  private Sort sortOf(String key) {
    Sort known = remembered.get(key);
    if (known != null) {
      return known;
    }
    Sort sort = keys.sortOf(key);
    if (remembered.size() < MAX_REMEMBERED) {
      remembered.put(key, sort);
    }
    return sort;
  }

  /// The app that a span names, by which it is decided; null if neither it nor its resource names
  /// one.
  public @Nullable String appOf(Span rest, Origin origin) {
    return AppNames.of(origin).appOf(rest.getAttributesList());
  }

  /// Reads what was taken out.
  ///
  /// @param facts of the rest of the span
  /// @return in the order in which it was said; empty when content is not kept for the span's app
  public List<StoredContent> read(TakenContent taken, SpanFacts facts) {
    String app = appOf(taken.rest(), facts.origin());
    if (!kept.isKept(app)) {
      return List.of();
    }
    List<Said> said = new ArrayList<>();
    for (Said each : ContentForms.read(new ContentSource(taken.whole()), taken.keys())) {
      said.add(kept.cleaned(each));
    }
    List<ContentCaps.Capped> capped =
        kept.capped(facts.role() == Role.TOOL_CALL ? ofTool(said, facts.tool()) : said);
    List<StoredContent> stored = new ArrayList<>(capped.size());
    for (ContentCaps.Capped each : capped) {
      stored.add(stored(each, stored.size(), app, facts));
    }
    return stored;
  }

  /// What goes into a tool are its arguments, what comes out its result, wherever it stood.
  private static List<Said> ofTool(List<Said> said, @Nullable String tool) {
    Set<ContentKind> told = EnumSet.noneOf(ContentKind.class);
    said.forEach(each -> told.add(each.kind()));
    List<Said> ofTool = new ArrayList<>();
    for (Said each : said) {
      switch (each.kind()) {
        case INPUT -> {
          if (!told.contains(ContentKind.TOOL_ARGUMENTS)) {
            ofTool.add(each.withKind(ContentKind.TOOL_ARGUMENTS).orNamed(tool));
          }
        }
        case OUTPUT -> {
          if (!told.contains(ContentKind.TOOL_RESULT)) {
            ofTool.add(each.withKind(ContentKind.TOOL_RESULT).orNamed(tool));
          }
        }
        case TOOL_ARGUMENTS, TOOL_RESULT -> ofTool.add(each.orNamed(tool));
        case SYSTEM, TOOL_DEFINITIONS, DOCUMENT, OTHER -> ofTool.add(each);
      }
    }
    return ofTool;
  }

  /// What goes in is said when the span begins, what comes out when it ends.
  private static boolean goesIn(ContentKind kind) {
    return switch (kind) {
      case SYSTEM, TOOL_DEFINITIONS, INPUT, TOOL_ARGUMENTS -> true;
      case DOCUMENT, OUTPUT, TOOL_RESULT, OTHER -> false;
    };
  }

  private static StoredContent stored(
      ContentCaps.Capped capped, int position, @Nullable String app, SpanFacts facts) {
    Said said = capped.said();
    return new StoredContent(
        facts.trace(),
        facts.spanId(),
        position,
        said.kind(),
        app,
        facts.sentStartNanos(),
        goesIn(said.kind()) ? facts.startNanos() : facts.endNanos(),
        said.role(),
        said.name(),
        said.json(),
        capped.text(),
        capped.originalBytes());
  }
}
