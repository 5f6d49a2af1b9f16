// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import ai.mozaiks.observability.server.alerts.notify.channel.ChannelFailure;
import ai.mozaiks.observability.server.alerts.notify.channel.Letter;
import ai.mozaiks.observability.server.alerts.notify.channel.LetterBox;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is sent to people besides alerts, through the channels that take it, and remembered in the
/// log of deliveries.
public final class Letters {
  private final List<Courier> couriers;
  private final DeliveryLog log;
  private final InstantSource clock;

  /// @param clock when a letter has arrived
  Letters(Collection<Courier> couriers, DeliveryLog log, InstantSource clock) {
    this.couriers = List.copyOf(couriers);
    this.log = log;
    this.clock = clock;
  }

  /// What became of a letter.
  ///
  /// @param error why it did not arrive; null if it did
  public record Posted(String channel, @Nullable String error) {}

  /// The names of the channels that take letters, in the order of the configuration.
  public List<String> boxes() {
    return couriers.stream()
        .filter(each -> each.channel() instanceof LetterBox)
        .map(each -> each.config().name())
        .toList();
  }

  /// Whether everybody who can be sent letters had one about a topic.
  public boolean allHave(String topic) {
    return boxes().stream().allMatch(name -> log.isReported(name, topic));
  }

  /// Sends a letter through each channel that takes letters, at once, and records it. For one
  /// thread at a time.
  ///
  /// @param topic tells it from other letters
  /// @param again whether those get it, too, who had one about this topic
  /// @return what became of it, by channel; those that were passed over are not among them
  public List<Posted> post(Letter letter, String topic, boolean again) {
    List<Posted> results = new ArrayList<>();
    for (Courier courier : couriers) {
      String name = courier.config().name();
      if (courier.channel() instanceof LetterBox box && (again || !log.isReported(name, topic))) {
        long id =
            log.begin(
                name, Delivery.Kind.REPORT, List.of(topic), letter.subject(), "[]", letter.at());
        String error = null;
        try {
          box.send(letter);
        } catch (ChannelFailure e) {
          error = e.reason();
        }
        log.end(
            id,
            error == null ? Delivery.Status.DELIVERED : Delivery.Status.FAILED,
            error,
            clock.instant());
        results.add(new Posted(name, error));
      }
    }
    return results;
  }
}
