// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a handler answers.
///
/// @param status the HTTP status
/// @param contentType the media type; null when there is no content
/// @param headers further headers, by name as written on the wire
/// @param content the body
public record Answer(
    int status, @Nullable String contentType, Map<String, String> headers, Content content) {

  /// A body.
  @FunctionalInterface
  public interface Content {

    /// Writes all of it; not called for HEAD. The stream is buffered and closed by the caller.
    void writeTo(OutputStream out) throws IOException;

    /// Its size in bytes; -1 when not known before writing.
    default long length() {
      return -1;
    }
  }

  private record Bytes(Body body) implements Content {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.write(body.array(), 0, body.length());
    }

    @Override
    public long length() {
      return body.length();
    }
  }

  public Answer {
    Objects.requireNonNull(content, "content");
    headers = Map.copyOf(headers);
  }

  /// An answer with a body held in memory; the array is not copied.
  public static Answer of(int status, String contentType, byte[] content) {
    return new Answer(status, contentType, Map.of(), new Bytes(Body.of(content)));
  }

  /// A 200 with JSON, given as UTF-8.
  public static Answer json(byte[] content) {
    return of(200, "application/json", content);
  }

  public static Answer text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /// An answer whose body is produced while it is sent.
  public static Answer stream(int status, String contentType, Content content) {
    return new Answer(status, contentType, Map.of(), content);
  }

  public Answer withHeader(String name, String value) {
    return withHeaders(Map.of(name, value));
  }

  public Answer withHeaders(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new Answer(status, contentType, all, content);
  }
}
