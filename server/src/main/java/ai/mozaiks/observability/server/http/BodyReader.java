// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// Reads a body to its end: undoes compression, and stops at the limits instead of reading on.
/// Stateless.
public final class BodyReader {

  /// Not charged: so a request without a body is answered however full the server is, and a sender
  /// that announces much and sends little takes nothing from the others. The bound on connections
  /// bounds it.
  private static final int FIRST_BUFFER = 8 << 10;

  private static final int GZIP_BUFFER = 16 << 10;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private BodyReader() {}

  /// Reads a body to its end.
  ///
  /// @param raw what the sender sends
  /// @param contentEncoding the header; null when absent
  /// @param contentLength the header; -1 when absent
  /// @param maxBytes of the body, both as sent and decompressed
  /// @param lease takes what the body takes in memory
  /// @throws Refusal 400 for broken compression, 413, 415, or 503 when there is no room now
  /// @throws IOException if the sender went away
  public static Body read(
      InputStream raw,
      @Nullable String contentEncoding,
      long contentLength,
      int maxBytes,
      ByteBudget.Lease lease)
      throws Refusal, IOException {
    boolean gzip = isGzip(contentEncoding);
    if (contentLength > maxBytes) {
      throw tooLarge(maxBytes);
    }
    if (contentLength == 0) {
      return Body.EMPTY;
    }
    SentBytes sent = new SentBytes(raw, maxBytes);
    try {
      return gzip ? gunzip(sent, maxBytes, lease) : collect(sent, contentLength, maxBytes, lease);
    } catch (SentBytes.TooManyException _) {
      throw tooLarge(maxBytes);
    }
  }

  private static boolean isGzip(@Nullable String contentEncoding) throws Refusal {
    if (contentEncoding == null) {
      return false;
    }
    return switch (contentEncoding.trim().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> false;
      case "gzip", "x-gzip" -> true;
      default ->
          throw Refusal.of(
              415, "Content-Encoding: " + contentEncoding + " (expected: gzip or identity)");
    };
  }

  private static Body gunzip(SentBytes sent, int maxBytes, ByteBudget.Lease lease)
      throws Refusal, IOException {
    Body body;
    try (Gunzip gzip = new Gunzip(sent)) {
      body = collect(gzip, -1, maxBytes, lease);
      if (gzip.hasRest() || sent.read() >= 0) {
        throw Refusal.of(400, "body: bytes that are not gzip after the gzip data");
      }
    } catch (EOFException | ZipException e) {
      sent.throwFailure();
      throw Refusal.of(400, "body: not valid gzip data: " + reason(e));
    }
    // GZIPInputStream takes a failure after a complete member for the end.
    sent.throwFailure();
    return body;
  }

  /// Tells what GZIPInputStream keeps quiet about: bytes after the last member that it read.
  private static final class Gunzip extends GZIPInputStream {
    private static final int TRAILER = 8;

    Gunzip(InputStream in) throws IOException {
      super(in, GZIP_BUFFER);
    }

    boolean hasRest() {
      return inf.getRemaining() > TRAILER;
    }
  }

  private static String reason(IOException e) {
    if (e instanceof EOFException) {
      return "it ends too early";
    }
    return "Not in GZIP format".equals(e.getMessage())
        ? "it does not begin like gzip"
        : "it is damaged";
  }

  private static Body collect(InputStream in, long announced, int maxBytes, ByteBudget.Lease lease)
      throws Refusal, IOException {
    // An announcement is not believed before the bytes come: they cost the sender as much.
    int first = announced < 0 ? FIRST_BUFFER : (int) Math.min(announced, FIRST_BUFFER);
    byte[] bytes = new byte[first];
    int length = 0;
    while (true) {
      int read = in.read(bytes, length, bytes.length - length);
      if (read < 0) {
        break;
      }
      length += read;
      if (length > maxBytes) {
        throw tooLarge(maxBytes);
      }
      if (length == bytes.length) {
        if (length == announced) {
          break;
        }
        long most = announced < 0 ? maxBytes + 1L : announced;
        int larger = (int) Math.min(Math.min(2L * length, most), Integer.MAX_VALUE - 8);
        take(lease, larger - length);
        bytes = Arrays.copyOf(bytes, larger);
      }
    }
    if (announced >= 0 && length < announced) {
      throw new EOFException("the sender closed after " + length + " of " + announced + " bytes");
    }
    return Body.of(bytes, length, lease);
  }

  private static void take(ByteBudget.Lease lease, long bytes) throws Refusal {
    if (!lease.take(bytes)) {
      throw Refusal.later("too many requests are under way; nothing was kept", RETRY_AFTER);
    }
  }

  private static Refusal tooLarge(int maxBytes) {
    return Refusal.of(
        413, "body: too large (expected: at most " + maxBytes + " bytes, also decompressed)");
  }
}
