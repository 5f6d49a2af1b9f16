// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A way to tell somebody of alerts.
///
/// @param name tells it from the others, in routes, metrics and answers
/// @param sendResolved whether it is told that something is over
/// @param templates what goes before the built-in templates
/// @param target what stands there
public record ChannelConfig(String name, boolean sendResolved, Templates templates, Target target) {
  static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");

  public ChannelConfig {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name: " + name + " (expected: a to z, 0 to 9, _ and -, at most 40)");
    }
    Objects.requireNonNull(templates, "templates");
    Objects.requireNonNull(target, "target");
  }

  /// Mustache templates of the operator.
  ///
  /// @param title of one line; null for the built-in one
  /// @param text of the whole message; null for the built-in one
  /// @param html the same for the HTML part of an e-mail; null for the built-in one
  public record Templates(@Nullable String title, @Nullable String text, @Nullable String html) {
    public static final Templates BUILT_IN = new Templates(null, null, null);
  }

  /// The kinds of channels.
  public sealed interface Target {

    /// The word in the configuration.
    String type();

    /// How often what fires is sent again to somebody who groups, silences and tells by himself;
    /// null for a channel that is told what is news, by the routes.
    default @Nullable Duration resend() {
      return null;
    }
  }

  /// The address that somebody listens at.
  public sealed interface Address {

    /// One that anybody may see.
    record Open(URI url) implements Address {
      public Open {
        Objects.requireNonNull(url, "url");
      }
    }

    /// One that is a secret by itself, as those of Slack and Teams are.
    record Hidden(Secret url) implements Address {
      public Hidden {
        Objects.requireNonNull(url, "url");
      }
    }
  }

  /// A mail server.
  ///
  /// @param host of the server
  /// @param security how the connection is encrypted
  /// @param login null to send without
  /// @param from the sender
  /// @param to the receivers, at least one
  /// @param ca certificates, PEM, of who may have signed the server's; null for the usual ones
  public record Email(
      String host,
      int port,
      Security security,
      ShippingConfig.@Nullable Password login,
      String from,
      List<String> to,
      @Nullable Path ca)
      implements Target {

    /// How a connection to a mail server is encrypted.
    public enum Security {
      /// Begun in the open, then encrypted; nothing is sent if that fails.
      STARTTLS(587),
      /// Encrypted from the first byte.
      TLS(465),
      /// Not at all.
      NONE(25);

      private final int usualPort;

      Security(int usualPort) {
        this.usualPort = usualPort;
      }

      /// The word in the configuration.
      public String word() {
        return name().toLowerCase(Locale.ROOT);
      }

      int usualPort() {
        return usualPort;
      }
    }

    public Email {
      to = List.copyOf(to);
      if (to.isEmpty()) {
        throw new IllegalArgumentException("to: nobody (expected: at least one address)");
      }
    }

    @Override
    public String type() {
      return "email";
    }
  }

  /// An incoming webhook of Slack.
  public record Slack(Address address, @Nullable Path ca) implements Target {
    @Override
    public String type() {
      return "slack";
    }
  }

  /// A webhook of a workflow of Microsoft Teams.
  public record Teams(Address address, @Nullable Path ca) implements Target {
    @Override
    public String type() {
      return "teams";
    }
  }

  /// Any receiver of what Alertmanager sends to webhooks.
  ///
  /// @param key what requests are signed with; null for no signature
  /// @param token for `Authorization: Bearer`; null for none
  public record Webhook(
      Address address, @Nullable Secret key, @Nullable Secret token, @Nullable Path ca)
      implements Target {
    @Override
    public String type() {
      return "webhook";
    }
  }

  /// PagerDuty, by the Events API v2.
  ///
  /// @param url what the paths of the API begin with
  public record PagerDuty(URI url, Secret routingKey, @Nullable Path ca) implements Target {
    static final URI USUAL_URL = URI.create("https://events.pagerduty.com");

    @Override
    public String type() {
      return "pagerduty";
    }
  }

  /// Opsgenie, by the Alert API.
  ///
  /// @param url what the paths of the API begin with
  /// @param team who is to look at it; null for whom the key belongs to
  public record Opsgenie(URI url, Secret apiKey, @Nullable String team, @Nullable Path ca)
      implements Target {
    static final URI USUAL_URL = URI.create("https://api.opsgenie.com");

    @Override
    public String type() {
      return "opsgenie";
    }
  }

  /// A real Alertmanager, which then groups, silences and tells by itself.
  ///
  /// @param url what the paths of its API begin with
  /// @param login null for none
  /// @param resend how often what fires is sent again, so that it does not count as over; `> 0`
  public record Alertmanager(
      URI url, ShippingConfig.@Nullable Password login, Duration resend, @Nullable Path ca)
      implements Target {
    static final Duration USUAL_RESEND = Duration.ofMinutes(1);

    @Override
    public String type() {
      return "alertmanager";
    }
  }
}
