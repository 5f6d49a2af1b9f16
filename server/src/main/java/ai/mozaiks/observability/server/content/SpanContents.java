// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import ai.mozaiks.observability.server.content.ContentKeys.Sort;
import ai.mozaiks.observability.server.content.ContentPolicy.Decision;
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
import java.util.Comparator;
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

  /// Roles and names are a word or two.
  private static final int LONGEST_NAME = 256;

  private static final String DIGEST = "mozaiks.content.digest";

  private static final Comparator<Said> AS_SAID =
      Comparator.comparingInt(said -> placeOf(said.kind()));

  private final ContentPolicy policy;
  private final ContentCaps caps;
  private final UnaryOperator<String> clean;
  private final ContentCounts counts;
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
    this.policy = policy;
    this.caps = caps;
    this.clean = clean;
    this.counts = counts;
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
    return policy.keepsNothing();
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
    Span.Builder kept = span.toBuilder().clearAttributes().addAllAttributes(rest);
    kept.addAttributes(mark(Dialects.contentMark(), taken.size()));
    kept.addAttributes(mark(DIGEST, digest(taken)));
    kept.clearEvents().addAllEvents(events);
    return new TakenContent(kept.build(), span, ofSpan);
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
    if (policy.of(app) != Decision.KEEP) {
      return List.of();
    }
    List<Said> said = new ArrayList<>();
    for (Said each : ContentForms.read(new ContentSource(taken.whole()), taken.keys())) {
      said.add(cleaned(each));
    }
    List<Said> ordered = facts.role() == Role.TOOL_CALL ? ofTool(said, facts.tool()) : said;
    ordered.sort(AS_SAID);
    List<ContentCaps.Capped> kept = caps.apply(ordered);
    List<StoredContent> stored = new ArrayList<>(kept.size());
    for (ContentCaps.Capped each : kept) {
      stored.add(stored(each, stored.size(), app, facts));
    }
    count(ordered, stored);
    return stored;
  }

  private Said cleaned(Said said) {
    return new Said(
        said.kind(), name(said.role()), name(said.name()), said.json(), clean.apply(said.text()));
  }

  private @Nullable String name(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String cleaned = clean.apply(text);
    if (cleaned.length() <= LONGEST_NAME) {
      return cleaned;
    }
    boolean splits = Character.isHighSurrogate(cleaned.charAt(LONGEST_NAME - 1));
    return cleaned.substring(0, splits ? LONGEST_NAME - 1 : LONGEST_NAME);
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

  private static int placeOf(ContentKind kind) {
    return switch (kind) {
      case SYSTEM -> 0;
      case TOOL_DEFINITIONS -> 1;
      case INPUT -> 2;
      case DOCUMENT -> 3;
      case TOOL_ARGUMENTS -> 4;
      case OUTPUT -> 5;
      case TOOL_RESULT -> 6;
      case OTHER -> 7;
    };
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

  private void count(List<Said> said, List<StoredContent> stored) {
    long bytes = 0;
    long cut = 0;
    long cutBytes = 0;
    for (StoredContent item : stored) {
      bytes += item.bytes();
      cut += item.isCut() ? 1 : 0;
      cutBytes += item.originalBytes() - item.bytes();
    }
    counts.kept(stored.size(), bytes);
    counts.cut(cut + said.size() - stored.size(), cutBytes);
  }
}
