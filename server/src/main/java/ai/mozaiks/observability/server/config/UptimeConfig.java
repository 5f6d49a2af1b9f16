// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is looked at from time to time to see whether it is up.
///
/// @param checks each with a name of its own, at most [#MOST_CHECKS]
public record UptimeConfig(List<Check> checks) {
  /// Each has a thread, a few series and some thousand rows.
  public static final int MOST_CHECKS = 100;

  static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");

  public static final UptimeConfig NONE = new UptimeConfig(List.of());

  public UptimeConfig {
    checks = List.copyOf(checks);
    if (checks.size() > MOST_CHECKS) {
      throw new IllegalArgumentException(
          "checks: " + checks.size() + " (expected: at most " + MOST_CHECKS + ")");
    }
    Set<String> names = new HashSet<>();
    for (Check check : checks) {
      if (!names.add(check.name())) {
        throw new IllegalArgumentException(
            "checks: " + check.name() + " is there twice (expected: each check a name)");
      }
    }
  }

  /// One address that is looked at.
  ///
  /// @param name tells it from the others, in metrics, alerts and answers; what is remembered of it
  ///   is kept under it
  /// @param interval how often; 5 s to 1 d
  /// @param timeout how long one look may take, from the name server to the last byte; at most the
  ///   interval, and 60 s
  /// @param redirects whether redirections are followed
  /// @param headers sent with the request, to the host of `url` alone
  public record Check(
      String name,
      CheckedUrl url,
      Duration interval,
      Duration timeout,
      boolean redirects,
      Expectation expect,
      List<Header> headers,
      Tls tls) {
    static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(5);
    static final Duration LONGEST_INTERVAL = Duration.ofDays(1);
    static final Duration USUAL_INTERVAL = Duration.ofSeconds(60);
    static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
    static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(60);
    static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);

    public Check {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "name: " + name + " (expected: a to z, 0 to 9, _ and -, at most 40)");
      }
      Objects.requireNonNull(url, "url");
      Objects.requireNonNull(expect, "expect");
      Objects.requireNonNull(tls, "tls");
      headers = List.copyOf(headers);
      if (interval.compareTo(SHORTEST_INTERVAL) < 0 || interval.compareTo(LONGEST_INTERVAL) > 0) {
        throw new IllegalArgumentException("interval: " + interval + " (expected: 5 s to 1 d)");
      }
      if (timeout.compareTo(SHORTEST_TIMEOUT) < 0
          || timeout.compareTo(LONGEST_TIMEOUT) > 0
          || timeout.compareTo(interval) > 0) {
        throw new IllegalArgumentException(
            "timeout: " + timeout + " (expected: 100 ms to 60 s, and not more than the interval)");
      }
    }
  }

  /// What a good answer is.
  ///
  /// @param statuses of which its status must be; not empty
  /// @param bodyContains a text that must be in its first MiB; null for none
  public record Expectation(List<Statuses> statuses, @Nullable String bodyContains) {
    public static final Expectation SUCCESS =
        new Expectation(List.of(new Statuses(200, 299)), null);

    public Expectation {
      statuses = List.copyOf(statuses);
      if (statuses.isEmpty()) {
        throw new IllegalArgumentException("status: none (expected: at least one)");
      }
    }

    /// Whether a status is good.
    public boolean allows(int status) {
      return statuses.stream().anyMatch(each -> each.first <= status && status <= each.last);
    }
  }

  /// Statuses in a row, both ends included; 100 to 599.
  public record Statuses(int first, int last) {
    public Statuses {
      if (first < 100 || last > 599 || first > last) {
        throw new IllegalArgumentException(
            "status: " + first + " to " + last + " (expected: within 100 to 599)");
      }
    }

    /// As it is written: `200`, `2xx` or `200-204`.
    @Override
    public String toString() {
      if (first == last) {
        return Integer.toString(first);
      }
      return first % 100 == 0 && last == first + 99 ? first / 100 + "xx" : first + "-" + last;
    }
  }

  /// A header of the request.
  public sealed interface Header {
    String name();

    /// One that anybody may see.
    record Open(String name, String value) implements Header {}

    /// One whose value is never shown.
    record Hidden(String name, Secret value) implements Header {}
  }

  /// Whom the connection trusts.
  ///
  /// @param ca certificates, PEM, of who may have signed the server's; null for the usual ones
  /// @param verify whether the certificate is looked at, but for when it expires
  public record Tls(@Nullable Path ca, boolean verify) {
    public static final Tls USUAL = new Tls(null, true);
  }
}
