// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.Failure;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which failed model calls were tried again: those after which the same agent asked the same model
/// again in the same chat, among the events of one part. A pure function of these.
public final class Retries {
  private Retries() {}

  /// Who asked which model.
  private record Asker(ChatKey chat, @Nullable String agent, String model) {}

  /// The events with their failures marked, whatever they said before.
  ///
  /// @param events of one part; those of a chat in order of start, then id
  /// @return as many in the same order; the same list if nothing changes
  public static List<ChatEvent> marked(List<ChatEvent> events) {
    Set<Asker> later = new HashSet<>();
    ChatEvent[] marked = null;
    for (int i = events.size() - 1; i >= 0; i--) {
      if (events.get(i) instanceof ChatEvent.LlmCall call) {
        Asker asker = asker(call);
        boolean again = asker != null && !later.add(asker);
        Failure failure = call.failure();
        if (failure != null && failure.retried() != again) {
          marked = marked == null ? events.toArray(ChatEvent[]::new) : marked;
          marked[i] = call.withFailure(failure.withRetried(again));
        }
      }
    }
    return marked == null ? events : Arrays.asList(marked);
  }

  private static @Nullable Asker asker(ChatEvent.LlmCall call) {
    String asked = call.requestModel() == null ? call.responseModel() : call.requestModel();
    return asked == null ? null : new Asker(call.chat(), call.agent(), asked);
  }
}
