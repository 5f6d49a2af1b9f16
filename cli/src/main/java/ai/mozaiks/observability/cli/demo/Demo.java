// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.demo;

import ai.mozaiks.observability.cli.CommandFailure;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Plays the demo against a server: first the last hour at once, so that there is a history, then
/// live. For one thread.
public final class Demo implements AutoCloseable {
  private static final Duration HISTORY = Duration.ofHours(1);

  private final Simulation simulation;
  private final OtlpSender sender;
  private final InstantSource clock;
  private long sent;
  private @Nullable String firstChat;

  /// @param server its address, without a path
  /// @param seed decides everything that happens
  /// @param speed how many times as many chats as usual; `> 0`, at most 1000
  public Demo(URI server, long seed, double speed, InstantSource clock) {
    simulation = new Simulation(seed, clock.instant().minus(HISTORY), speed);
    sender = new OtlpSender(server);
    this.clock = clock;
  }

  /// Sends everything that has ended by now and was not sent yet.
  ///
  /// @return how many spans
  public int catchUp() throws CommandFailure, InterruptedException {
    Instant now = clock.instant();
    List<PlannedSpan> ended = simulation.until(now);
    sender.send(ended);
    if (firstChat == null && !ended.isEmpty()) {
      firstChat = ended.getFirst().chat().id();
    }
    sent += ended.size();
    return ended.size();
  }

  /// The simulated apps as a configuration of `content.apps` that keeps what they say.
  public static String appsWithContent() {
    return Cast.companies().stream()
        .map(company -> company.app() + ": true")
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /// The id of a chat that was sent; null while none was.
  public @Nullable String firstChat() {
    return firstChat;
  }

  /// Spans sent so far.
  public long sent() {
    return sent;
  }

  @Override
  public void close() {
    sender.close();
  }
}
