// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Server-sent events to one client, in the form that the HTML standard gives them. What is written
/// leaves with [#send]; where there is no news, a comment shows from time to time that the
/// connection stands, and tells this server when it does not. One thread.
public final class EventStream {
  private final OutputStream out;
  private final long heartbeatNanos;
  private boolean written;
  private long sentAt = System.nanoTime();

  EventStream(OutputStream out, Duration heartbeat) {
    this.out = out;
    this.heartbeatNanos = heartbeat.toNanos();
  }

  /// Writes an event.
  ///
  /// @param data on one line
  public void event(String name, String data) throws IOException {
    event(null, name, data);
  }

  /// Writes an event that a client can come back to.
  ///
  /// @param id what the client sends as `Last-Event-ID` when it comes again; null leaves what it
  ///   has
  public void event(@Nullable String id, String name, String data) throws IOException {
    write((id == null ? "" : "id: " + id + "\n") + "event: " + name + "\ndata: " + data + "\n\n");
  }

  /// Sends what was written; if nothing was for as long as a heartbeat, a comment.
  ///
  /// @throws IOException when the client is gone
  public void send() throws IOException {
    if (!written && System.nanoTime() - sentAt >= heartbeatNanos) {
      write(": \n\n");
    }
    if (written) {
      out.flush();
      written = false;
      sentAt = System.nanoTime();
    }
  }

  /// Has the client see at once that it is connected.
  void open() throws IOException {
    write(": following\n\n");
    send();
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(UTF_8));
    written = true;
  }
}
