// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;

/// Closes connections whose headers come byte by byte, never silent for long and never complete:
/// Jetty bounds the silence and the size of headers, not the time they take. Each connection is
/// looked at once in a while; one that sent bytes in that time and completed no headers with them,
/// while no request was under way, is closed. Thread-safe.
final class DrippingHeaders implements Connection.Listener {
  private final Scheduler scheduler;
  private final Duration patience;

  /// @param patience for the headers of one request; up to twice that may pass
  DrippingHeaders(Scheduler scheduler, Duration patience) {
    this.scheduler = scheduler;
    this.patience = patience;
  }

  @Override
  public void onOpened(Connection connection) {
    lookLater(connection, connection.getBytesIn(), connection.getMessagesIn());
  }

  private void lookLater(Connection connection, long bytes, long requests) {
    scheduler.schedule(
        () -> look(connection, bytes, requests), patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look(Connection connection, long bytesBefore, long requestsBefore) {
    if (!connection.getEndPoint().isOpen()) {
      return;
    }
    long bytes = connection.getBytesIn();
    long requests = connection.getMessagesIn();
    boolean underWay = connection.getMessagesOut() < requests;
    if (bytes > bytesBefore && requests == requestsBefore && !underWay) {
      connection.getEndPoint().close();
    } else {
      lookLater(connection, bytes, requests);
    }
  }

  /// Nothing: the next look finds it closed.
  @Override
  public void onClosed(Connection connection) {}
}
