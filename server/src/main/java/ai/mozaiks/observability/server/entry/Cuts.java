// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.entry;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How much was cut from what was accepted, since the process started. The first cut of each kind
/// that means a limit is said in the log. Thread-safe.
public final class Cuts {
  private static final Logger LOG = LoggerFactory.getLogger(Cuts.class);

  /// What was cut, and why.
  public enum Kind {
    /// Attributes beyond the number allowed, or with a key too long.
    ATTRIBUTES,
    /// Text and byte values shortened, and elements of arrays and maps left out.
    VALUES,
    /// Values nested too deep, replaced by an empty one.
    DEPTH,
    /// Span events beyond the number allowed.
    EVENTS,
    /// Span links beyond the number allowed, or with invalid ids.
    LINKS,
    /// Names shortened.
    NAMES,
    /// Ids in attributes that name a chat and are longer than an id may be, or hold U+0000: kept as
    /// attributes, and no chat is called so, since half an id is another id. Trace and span ids of
    /// log records that are no ids: the record is kept without them.
    IDS,
    /// Message content left out because it is not to be kept.
    CONTENT,
    /// Message content left out because its span names no app, and it is not kept for all.
    CONTENT_OF_UNKNOWN_APP,
    /// Texts from which secrets were removed.
    SECRETS,
    /// Times ahead of this server's clock, of spans and events; the time of receipt stands for
    /// them. Log records without any time: they get that of their arrival.
    TIMES,
    /// Exemplars of points of metrics, which are not kept.
    EXEMPLARS;

    /// The word in metrics, for example `attributes`.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// Whether it means that the sender's data went beyond a limit.
    boolean isLimit() {
      return switch (this) {
        case ATTRIBUTES, VALUES, DEPTH, EVENTS, LINKS, NAMES, IDS -> true;
        case CONTENT, CONTENT_OF_UNKNOWN_APP, SECRETS, TIMES, EXEMPLARS -> false;
      };
    }
  }

  private final Map<Kind, LongAdder> counts = new EnumMap<>(Kind.class);
  private final Set<Kind> said = ConcurrentHashMap.newKeySet();

  public Cuts() {
    for (Kind kind : Kind.values()) {
      counts.put(kind, new LongAdder());
    }
  }

  void add(Kind kind, long count) {
    adder(kind).add(count);
    if (kind.isLimit() && said.add(kind)) {
      LOG.warn(
          "What was beyond a limit was cut: {}. Said once; mozaiks_ingest_cuts_total counts on",
          kind.word());
    }
  }

  /// How many so far.
  public long count(Kind kind) {
    return adder(kind).sum();
  }

  private LongAdder adder(Kind kind) {
    return Objects.requireNonNull(counts.get(kind));
  }
}
