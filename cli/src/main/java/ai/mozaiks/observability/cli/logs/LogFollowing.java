// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.logs;

import ai.mozaiks.observability.cli.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Prints log records as they come, and goes on where it was when the connection breaks. For one
/// thread.
public final class LogFollowing {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final LogsClient client;
  private final LogSearch search;
  private final LogPrinter printer;
  private final PrintWriter err;

  /// @param err for what is no record
  public LogFollowing(LogsClient client, LogSearch search, LogPrinter printer, PrintWriter err) {
    this.client = client;
    this.search = search;
    this.printer = printer;
    this.err = err;
  }

  /// Prints what is there, then what comes, until the thread is interrupted. Follows before it
  /// lists, so that nothing falls between the two.
  ///
  /// @param before what of that which is there
  /// @throws CommandFailure if no server answers at first, or it refuses the question
  public void run(LogSearch before) throws CommandFailure, InterruptedException {
    LogEvents events = client.follow(search, null);
    Set<String> listed = new HashSet<>();
    for (JsonNode log : client.list(before)) {
      listed.add(log.path("id").asString());
      printer.print(log);
    }
    printer.flush();
    String place = null;
    while (true) {
      place = print(events, listed, place);
      say("the connection is lost, trying again");
      events = again(place);
      say("connected again");
    }
  }

  /// Prints until the stream ends.
  ///
  /// @return the id of the event seen last; null if there was none
  private @Nullable String print(LogEvents events, Set<String> listed, @Nullable String before) {
    String place = before;
    try (events) {
      for (LogEvents.Event event = events.next(); event != null; event = events.next()) {
        if (event.name().equals("dropped")) {
          JsonNode records = event.data().path("records");
          say(
              (records.isNumber() ? records.asString() : "an unknown number of")
                  + " records went by unseen; without --follow they can be searched");
        } else if (!listed.remove(event.data().path("id").asString())) {
          printer.print(event.data());
          printer.flush();
        }
        place = event.id() == null ? place : event.id();
      }
    } catch (IOException e) {
      return place; // told by the caller, like an end in order
    }
    return place;
  }

  private LogEvents again(@Nullable String place) throws InterruptedException {
    while (true) {
      Thread.sleep(PAUSE);
      try {
        return client.follow(search, place);
      } catch (CommandFailure mayComeBack) {
        // asked again after the next pause
      }
    }
  }

  private void say(String what) {
    err.println("mozaiks logs: " + what);
    err.flush();
  }
}
