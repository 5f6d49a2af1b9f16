// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import ai.mozaiks.observability.server.config.Spelling;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One request, read to its end.
///
/// @param method upper case, for example `GET`
/// @param path the path as sent, percent-encoded
/// @param pathParameters the values of the route's `{name}` parts, decoded
/// @param query the query's parameters, decoded; several values in order
/// @param headers by lower-case name; several values joined with `, `
/// @param body decompressed; empty when there is none
/// @param remoteAddress the sender's IP address
public record Request(
    String method,
    String path,
    Map<String, String> pathParameters,
    Map<String, List<String>> query,
    Map<String, String> headers,
    Body body,
    String remoteAddress) {
  private static final int LONGEST_NAME = 64;

  /// The same with other query parameters.
  public Request withQuery(Map<String, List<String>> other) {
    return new Request(method, path, pathParameters, other, headers, body, remoteAddress);
  }

  /// The value of a header; null when absent.
  public @Nullable String header(String name) {
    return headers.get(name.toLowerCase(Locale.ROOT));
  }

  /// The value of a `{name}` part of the route.
  ///
  /// @throws IllegalArgumentException if the route has no such part
  public String pathParameter(String name) {
    String value = pathParameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no part {" + name + "}");
    }
    return value;
  }

  /// The first value of a query parameter; null when absent.
  public @Nullable String queryParameter(String name) {
    List<String> values = query.get(name);
    return values == null || values.isEmpty() ? null : values.getFirst();
  }

  /// Sees to it that nothing is asked for that would be passed over in silence.
  ///
  /// @param known the names of the parameters that are understood; may be none
  /// @throws Refusal 400, naming the parameter that is not, and the nearest that is
  public void allowParameters(String... known) throws Refusal {
    List<String> names = List.of(known);
    for (String name : new TreeSet<>(query.keySet())) {
      if (!names.contains(name)) {
        String guess =
            name.length() > LONGEST_NAME
                ? null
                : Spelling.nearest(name, names)
                    .map(near -> "did you mean " + near + "?")
                    .orElse(null);
        String expected = names.isEmpty() ? "none" : String.join(", ", names);
        throw Refusal.of(
            400,
            shortened(name)
                + ": unknown query parameter ("
                + (guess == null ? "expected: " + expected : guess)
                + ")");
      }
    }
  }

  /// A whole number from the query.
  ///
  /// @param whenAbsent the value when the parameter is not there
  /// @throws Refusal 400, naming the parameter, if it is not a whole number from min to max
  public int intParameter(String name, int whenAbsent, int min, int max) throws Refusal {
    String value = queryParameter(name);
    if (value == null) {
      return whenAbsent;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException _) {
      // refused below, like a number out of range
    }
    throw Refusal.of(
        400,
        name + ": " + shortened(value) + " (expected: a whole number " + min + " to " + max + ")");
  }

  private static String shortened(String value) {
    return value.length() <= 64 ? value : value.substring(0, 64) + "...";
  }
}
