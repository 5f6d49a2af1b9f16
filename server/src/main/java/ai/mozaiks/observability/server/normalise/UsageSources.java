// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides which source speaks for a chat when several tell the same of it (rule 8 of
/// docs/counting.md): what the others tell is kept as [ChatEvent.Superseded] and not counted. A
/// pure function of the events and of what the traces tell, so it can be taken back and decided
/// anew.
///
/// | Source | Yields to |
/// |---|---|
/// | spans | none |
/// | direct events of senders | their usage deltas to the calls in spans, nothing else |
/// | AG2's runtime log | spans and senders, for calls, turns and tools by themselves |
/// | the application's log | these, and AG2's runtime log |
///
/// A call that the better source does not have, by the provider's id of the answer, still counts,
/// if all calls of both have such ids. Where an app names its source, only that one counts.
///
/// @param apps the source by app
/// @param everywhere the source of apps without one of their own; null for the order above
public record UsageSources(Map<String, Source> apps, @Nullable Source everywhere) {

  /// The order above for every app.
  public static final UsageSources DEFAULT = new UsageSources(Map.of(), null);

  /// Where events come from, the best first.
  public enum Source {
    OTLP,
    USAGE_EVENTS,
    AG2_LOG,
    APPLICATION_LOG,
    /// No single one: everything counts.
    ALL;

    /// The word in the configuration, for example `ag2_log`.
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public UsageSources {
    apps = Map.copyOf(apps);
  }

  /// Decides for the events of traces.
  public List<ChatEvent> ofTraces(List<ChatEvent> events) {
    if (apps.isEmpty() && everywhere == null) {
      return events;
    }
    List<ChatEvent> decided = new ArrayList<>(events.size());
    for (ChatEvent event : events) {
      Source only = only(event);
      boolean counts = only == null || only == Source.OTLP || only == Source.ALL;
      decided.add(counts || Activity.of(event) != Activity.USAGE ? event : superseded(event));
    }
    return decided;
  }

  /// Decides for the direct events of one chat.
  ///
  /// @param told what its traces tell of
  List<ChatEvent> decide(List<ChatEvent> events, Set<Activity> told) {
    Source only = events.isEmpty() ? null : only(events.getFirst());
    if (only == Source.ALL) {
      return List.copyOf(events);
    }
    Best best = new Best(events, told);
    List<ChatEvent> decided = new ArrayList<>(events.size());
    for (ChatEvent event : events) {
      Activity activity = Activity.of(event);
      boolean chosen = only != null && activity == Activity.USAGE;
      boolean counts =
          activity == null || (chosen ? sourceOf(event) == only : best.isCounted(event, activity));
      decided.add(counts ? event : superseded(event));
    }
    return List.copyOf(decided);
  }

  private @Nullable Source only(ChatEvent event) {
    return only(event.chat());
  }

  private @Nullable Source only(ChatKey chat) {
    return apps.getOrDefault(chat.app(), everywhere);
  }

  /// Why what traces tell of the usage of a chat does not count, where it does not.
  public String reasonAgainstTraces(ChatKey chat) {
    Source only = only(chat);
    return "rule 8: superseded, since usage of app %s is taken from %s alone (usage_source)"
        .formatted(chat.app(), only == null ? "another source" : only.word());
  }

  private static ChatEvent superseded(ChatEvent event) {
    return new ChatEvent.Superseded(event);
  }

  /// Whether what traces tell can matter to a direct event.
  public static boolean mayYield(ChatEvent event) {
    return Activity.of(event) != null
        && (event instanceof ChatEvent.UsageDelta || sourceOf(event) != Source.USAGE_EVENTS);
  }

  /// Where a direct event comes from, which the beginning of its id says.
  static Source sourceOf(ChatEvent event) {
    if (event.id().startsWith(EventIds.RUNTIME_LOG)) {
      return Source.AG2_LOG;
    }
    return event.id().startsWith(EventIds.APPLICATION_LOG)
        ? Source.APPLICATION_LOG
        : Source.USAGE_EVENTS;
  }

  /// The best source of each activity, and the ids of the answers it knows.
  private static final class Best {
    private final Map<Activity, Source> sources = new EnumMap<>(Activity.class);
    private final Set<String> answers = new HashSet<>();
    private boolean allHaveIds = true;

    Best(Collection<ChatEvent> events, Set<Activity> told) {
      for (Activity activity : told) {
        sources.put(activity, Source.OTLP);
      }
      for (ChatEvent event : events) {
        Activity activity = Activity.of(event);
        if (activity != null) {
          sources.merge(activity, sourceOf(event), Best::better);
        }
      }
      for (ChatEvent event : events) {
        if (Activity.of(event) == Activity.USAGE && isOfBest(event, Activity.USAGE)) {
          String answer = answer(event);
          allHaveIds &= answer != null;
          answers.add(answer == null ? "" : answer);
        }
      }
      allHaveIds &= sources.get(Activity.USAGE) != Source.OTLP; // what spans have is not known here
    }

    private static Source better(Source one, Source other) {
      return one.compareTo(other) <= 0 ? one : other;
    }

    private boolean isOfBest(ChatEvent event, Activity activity) {
      return sourceOf(event) == sources.get(activity);
    }

    boolean isCounted(ChatEvent event, Activity activity) {
      if (isOfBest(event, activity)) {
        return true;
      }
      if (sourceOf(event) == Source.USAGE_EVENTS) {
        return !(event instanceof ChatEvent.UsageDelta);
      }
      String answer = activity == Activity.USAGE ? answer(event) : null;
      return allHaveIds && answer != null && !answers.contains(answer);
    }

    private static @Nullable String answer(ChatEvent event) {
      return event instanceof ChatEvent.LlmCall call ? call.responseId() : null;
    }
  }
}
