// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.entry;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// How much was cut from what was accepted, since the process started. Thread-safe.
public final class Cuts {

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
    /// Message content left out because it is not to be kept.
    CONTENT,
    /// Texts from which secrets were removed.
    SECRETS,
    /// Spans whose times are missing, run backwards or lie more than 30 days apart; they are kept,
    /// their length is unknown (backwards: zero).
    TIMES,
    /// Counts of tokens beyond belief; kept as attributes, taken as unknown.
    TOKENS;

    /// The word in metrics, for example `attributes`.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// Whether it means that the sender's data went beyond a limit.
    boolean isLimit() {
      return switch (this) {
        case ATTRIBUTES, VALUES, DEPTH, EVENTS, LINKS, NAMES -> true;
        case CONTENT, SECRETS, TIMES, TOKENS -> false;
      };
    }
  }

  private final Map<Kind, LongAdder> counts = new EnumMap<>(Kind.class);

  public Cuts() {
    for (Kind kind : Kind.values()) {
      counts.put(kind, new LongAdder());
    }
  }

  void add(Kind kind, long count) {
    adder(kind).add(count);
  }

  /// How many so far.
  public long count(Kind kind) {
    return adder(kind).sum();
  }

  private LongAdder adder(Kind kind) {
    return Objects.requireNonNull(counts.get(kind));
  }
}
