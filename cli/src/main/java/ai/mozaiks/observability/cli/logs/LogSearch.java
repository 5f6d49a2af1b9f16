// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is asked for, as the query of a request: the parameters of `GET /api/logs`. Immutable.
public final class LogSearch {
  public static final LogSearch EVERYTHING = new LogSearch(List.of());

  private final List<String> parameters;

  private LogSearch(List<String> parameters) {
    this.parameters = List.copyOf(parameters);
  }

  /// The same with one more parameter; null leaves it out.
  public LogSearch with(String name, @Nullable String value) {
    if (value == null) {
      return this;
    }
    List<String> more = new ArrayList<>(parameters);
    more.add(URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode(value, UTF_8));
    return new LogSearch(more);
  }

  /// The query with its question mark; nothing if everything is asked for.
  String query() {
    return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
  }
}
