// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/// An address to be checked, of which nothing secret is shown: neither user and password, nor the
/// values of its query. [#toString] is what may be shown.
public final class CheckedUrl {
  private static final Pattern QUERY_VALUE = Pattern.compile("(^|&)([^=&]{0,60}=)?[^&]*");
  private static final String HIDDEN = "***";

  private final URI url;
  private final boolean pathIsSecret;

  private CheckedUrl(URI url, boolean pathIsSecret) {
    this.url = url;
    this.pathIsSecret = pathIsSecret;
  }

  /// Reads an address.
  ///
  /// @param pathIsSecret whether its path must not be shown either
  /// @return empty unless it is `http` or `https` and has a host
  public static Optional<CheckedUrl> of(String text, boolean pathIsSecret) {
    try {
      URI url = new URI(text);
      boolean usable =
          ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
              && url.getHost() != null
              && url.getPort() <= 65_535
              && url.getRawFragment() == null;
      return usable ? Optional.of(new CheckedUrl(url, pathIsSecret)) : Optional.empty();
    } catch (URISyntaxException _) {
      return Optional.empty(); // its message would repeat the address
    }
  }

  /// The address itself, secrets included.
  public URI revealed() {
    return url;
  }

  public boolean isHttps() {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  /// The address without what is secret in it: `https://***@shop.example/health?token=***`.
  @Override
  public String toString() {
    StringBuilder shown = new StringBuilder(url.getScheme()).append("://");
    if (url.getRawUserInfo() != null) {
      shown.append(HIDDEN).append('@');
    }
    shown.append(url.getHost());
    if (url.getPort() >= 0) {
      shown.append(':').append(url.getPort());
    }
    String path = Objects.requireNonNullElse(url.getRawPath(), "");
    if (pathIsSecret) {
      return shown.append(path.length() > 1 ? "/" + HIDDEN : path).toString();
    }
    shown.append(path);
    if (url.getRawQuery() != null) {
      shown.append('?').append(hidden(url.getRawQuery()));
    }
    return shown.toString();
  }

  /// A value without a name is hidden as a whole, since it may be a key.
  private static String hidden(String query) {
    return query.isEmpty()
        ? ""
        : QUERY_VALUE
            .matcher(query)
            .replaceAll(part ->
                part.group().isEmpty()
                    ? ""
                    : java.util.regex.Matcher.quoteReplacement(
                        part.group(1) + Objects.requireNonNullElse(part.group(2), "") + HIDDEN));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CheckedUrl that
        && url.equals(that.url)
        && pathIsSecret == that.pathIsSecret;
  }

  @Override
  public int hashCode() {
    return url.hashCode();
  }
}
