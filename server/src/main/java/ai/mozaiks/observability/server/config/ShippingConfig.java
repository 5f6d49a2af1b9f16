// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A destination that log records are shipped to.
///
/// @param name tells it from the others, in metrics and answers; its progress is kept under it
/// @param start what the first record is, when it is shipped to for the first time
/// @param target what stands there
public record ShippingConfig(String name, Start start, Target target) {
  static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");

  /// Where a new destination begins.
  public enum Start {
    /// With the oldest record that is stored.
    BEGINNING,
    /// With the first that is stored from now on.
    NOW;

    /// The word in the configuration.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The kinds of destinations.
  public sealed interface Target {

    /// The word in the configuration.
    String type();

    /// Where it is, as shown.
    String place();
  }

  /// Elasticsearch or OpenSearch.
  ///
  /// @param url of the cluster, or of what stands in front of it; a path is a prefix
  /// @param index the data stream, or what the names of the daily indices begin with
  /// @param dataStream whether `index` is a data stream
  /// @param manageTemplate whether the index template is put there
  /// @param ca certificates, PEM, of who may have signed the server's; null for the usual ones
  public record Elasticsearch(
      URI url,
      String index,
      boolean dataStream,
      boolean manageTemplate,
      Login login,
      @Nullable Path ca)
      implements Target {
    static final String USUAL_INDEX = "mozaiksai";
    static final Pattern INDEX = Pattern.compile("[a-z0-9][a-z0-9._-]{0,199}");

    public Elasticsearch {
      if (!INDEX.matcher(index).matches()) {
        throw new IllegalArgumentException(
            "index: " + index + " (expected: a to z, 0 to 9, . _ and -, at most 200)");
      }
      Objects.requireNonNull(url, "url");
      Objects.requireNonNull(login, "login");
    }

    @Override
    public String type() {
      return "elasticsearch";
    }

    @Override
    public String place() {
      return url.toString();
    }
  }

  /// How somebody logs in.
  public sealed interface Login {

    /// The value of the header `Authorization`; null for none. Read anew each time, so that a
    /// changed password counts at once.
    ///
    /// @throws IOException if the secret cannot be read
    default @Nullable String authorization() throws IOException {
      return switch (this) {
        case NoLogin _ -> null;
        case ApiKey(var key) -> "ApiKey " + key.read();
        case Password(var user, var password) ->
            "Basic "
                + Base64.getEncoder()
                    .encodeToString(
                        (user + ":" + password.read()).getBytes(StandardCharsets.UTF_8));
      };
    }
  }

  /// Not at all.
  public record NoLogin() implements Login {}

  /// With a name and a password.
  public record Password(String user, Secret password) implements Login {}

  /// With a key, the encoded form of id and key.
  public record ApiKey(Secret key) implements Login {}

  /// Fluentd or Fluent Bit, by the forward protocol.
  ///
  /// @param tag what the records are routed by there
  /// @param form what a record is there
  /// @param tls whether the connection is encrypted
  /// @param ca certificates, PEM, of who may have signed the server's; null for the usual ones
  /// @param ackTimeout how long an acknowledgement may take before the records are sent again
  public record Fluentd(
      String host,
      int port,
      String tag,
      Form form,
      boolean tls,
      @Nullable Path ca,
      Duration ackTimeout)
      implements Target {
    static final int USUAL_PORT = 24_224;
    static final String USUAL_TAG = "mozaiksai.app";
    static final Duration USUAL_ACK_TIMEOUT = Duration.ofSeconds(60);

    /// What a record is there.
    public enum Form {
      /// One field, `log`, with the JSON line as text: what the container runtime sends too.
      LINE,
      /// The fields of the JSON line.
      FIELDS;

      /// The word in the configuration.
      public String word() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    @Override
    public String type() {
      return "fluentd";
    }

    @Override
    public String place() {
      return host + ":" + port;
    }
  }

  public ShippingConfig {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name: " + name + " (expected: a to z, 0 to 9, _ and -, at most 40)");
    }
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(target, "target");
  }
}
