// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import java.time.Duration;
import java.util.Map;

/// Says no to a request, with the reason. Not logged: it is the sender's affair.
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Map<String, String> headers;

  private Refusal(int status, String detail, Map<String, String> headers) {
    super(detail, null, false, false); // part of the normal flow: no stack trace
    this.status = status;
    this.headers = Map.copyOf(headers);
  }

  /// A refusal with a status.
  ///
  /// @param status the HTTP status, 400 to 599
  /// @param detail what was wrong, the value, what was expected
  public static Refusal of(int status, String detail) {
    return new Refusal(status, detail, Map.of());
  }

  /// The same with a header, such as `Allow`.
  public static Refusal of(int status, String detail, String header, String value) {
    return new Refusal(status, detail, Map.of(header, value));
  }

  /// A 503 that asks the sender to come again.
  public static Refusal later(String detail, Duration retryAfter) {
    String seconds = Long.toString(Math.max(1, retryAfter.toSeconds()));
    return new Refusal(503, detail, Map.of("Retry-After", seconds));
  }

  public int status() {
    return status;
  }

  public String detail() {
    return String.valueOf(getMessage());
  }

  /// How long to wait before trying again; a second if nothing else was said.
  public Duration retryAfter() {
    return Duration.ofSeconds(Long.parseLong(headers.getOrDefault("Retry-After", "1")));
  }

  /// Headers of the answer; may be empty.
  public Map<String, String> headers() {
    return headers;
  }
}
