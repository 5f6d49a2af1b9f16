// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import ai.mozaiks.observability.server.config.ChannelConfig.Address;
import ai.mozaiks.observability.server.config.ChannelConfig.Email;
import ai.mozaiks.observability.server.config.ChannelConfig.Target;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads one channel.
final class ChannelReader {
  static final String TYPES = "email, slack, teams, webhook, pagerduty, opsgenie or alertmanager";
  private static final List<String> COMMON =
      List.of(
          "type",
          "name",
          "send_resolved",
          "title_template_file",
          "text_template_file",
          "html_template_file",
          "ca_file");
  private static final List<String> OF_HOOK = List.of("url_file", "url_env");
  private static final String URL_EXPECTED =
      "http:// or https:// and a host, without user and password";

  private ChannelReader() {}

  /// Reads its table.
  ///
  /// @return null if a mistake was reported that leaves nothing to go on with
  static @Nullable ChannelConfig read(TableReader table) {
    String type = table.requiredText("type");
    if (type == null) {
      return null;
    }
    Target target =
        switch (type) {
          case "email" -> email(table);
          case "slack" -> {
            table.refuseOthers(COMMON, OF_HOOK);
            Address address = hidden(table);
            yield address == null ? null : new ChannelConfig.Slack(address, ca(table));
          }
          case "teams" -> {
            table.refuseOthers(COMMON, OF_HOOK);
            Address address = hidden(table);
            yield address == null ? null : new ChannelConfig.Teams(address, ca(table));
          }
          case "webhook" -> webhook(table);
          case "pagerduty" -> pagerDuty(table);
          case "opsgenie" -> opsgenie(table);
          case "alertmanager" -> alertmanager(table);
          default -> {
            table.problem("type", TYPES);
            yield null;
          }
        };
    String name = table.text("name", type);
    ChannelConfig.Templates templates =
        new ChannelConfig.Templates(
            template(table, "title_template_file"),
            template(table, "text_template_file"),
            template(table, "html_template_file"));
    boolean sendResolved = table.flag("send_resolved", true);
    if (!ChannelConfig.NAME.matcher(name).matches()) {
      table.problem("name", "a to z, 0 to 9, _ and -, at most 40");
      return null;
    }
    return target == null ? null : new ChannelConfig(name, sendResolved, templates, target);
  }

  private static @Nullable Path ca(TableReader table) {
    return table.file("ca_file");
  }

  private static @Nullable String template(TableReader table, String name) {
    Path file = table.file(name);
    if (file == null) {
      return null;
    }
    try {
      String text = Files.readString(file).stripTrailing();
      Mustache.compiler().compile(text);
      return text;
    } catch (IOException | MustacheException e) {
      table.problem(name, "a Mustache template in UTF-8; " + e.getMessage());
      return null;
    }
  }

  private static @Nullable Target email(TableReader table) {
    table.refuseOthers(
        COMMON,
        List.of("host", "port", "security", "user", "password_file", "password_env", "from", "to"));
    Email.Security security =
        table.word(
            "security", Email.Security.STARTTLS, Email.Security.values(), Email.Security::word);
    String host = table.requiredText("host");
    int port = table.port("port", security.usualPort());
    String from = table.requiredText("from");
    List<String> to = table.texts("to");
    if (to.isEmpty()) {
      table.problemWithout("to", "missing", "one address or a list of them");
    }
    ShippingConfig.Password login = login(table);
    if (login != null && security == Email.Security.NONE) {
      table.problemWithout(
          "security", "none, with a password", "starttls or tls, so that nobody can read it");
    }
    return host == null || from == null || to.isEmpty()
        ? null
        : new Email(host, port, security, login, from, to, ca(table));
  }

  private static @Nullable Target webhook(TableReader table) {
    table.refuseOthers(
        COMMON,
        List.of(
            "url", "url_file", "url_env", "secret_file", "secret_env", "token_file", "token_env"));
    Secret key = table.secret("secret");
    Secret token = table.secret("token");
    Address address;
    if (table.has("url")) {
      if (table.has("url_file") || table.has("url_env")) {
        table.problemWithout("url", "beside another one", "url, url_file or url_env");
      }
      URI url = url(table, null);
      address = url == null ? null : new Address.Open(url);
    } else {
      address = hidden(table);
    }
    return address == null ? null : new ChannelConfig.Webhook(address, key, token, ca(table));
  }

  private static @Nullable Target pagerDuty(TableReader table) {
    table.refuseOthers(COMMON, List.of("url", "routing_key_file", "routing_key_env"));
    URI url = url(table, ChannelConfig.PagerDuty.USUAL_URL);
    Secret key = required(table, "routing_key");
    return key == null || url == null ? null : new ChannelConfig.PagerDuty(url, key, ca(table));
  }

  private static @Nullable Target opsgenie(TableReader table) {
    table.refuseOthers(COMMON, List.of("url", "api_key_file", "api_key_env", "team"));
    URI url = url(table, ChannelConfig.Opsgenie.USUAL_URL);
    Secret key = required(table, "api_key");
    String team = table.text("team");
    return key == null || url == null
        ? null
        : new ChannelConfig.Opsgenie(url, key, team, ca(table));
  }

  private static @Nullable Target alertmanager(TableReader table) {
    table.refuseOthers(COMMON, List.of("url", "user", "password_file", "password_env", "resend"));
    URI url = url(table, null);
    ShippingConfig.Password login = login(table);
    Duration resend =
        table.duration(
            "resend",
            ChannelConfig.Alertmanager.USUAL_RESEND,
            Duration.ofSeconds(1),
            Duration.ofMinutes(10));
    return url == null ? null : new ChannelConfig.Alertmanager(url, login, resend, ca(table));
  }

  private static @Nullable Secret required(TableReader table, String name) {
    Secret secret = table.secret(name);
    if (secret == null && !table.has(name + "_file") && !table.has(name + "_env")) {
      table.problemWithout(name + "_file", "missing", name + "_file or " + name + "_env");
    }
    return secret;
  }

  /// The address is a secret: who has it can write there.
  private static @Nullable Address hidden(TableReader table) {
    Secret secret = required(table, "url");
    if (secret == null) {
      return null;
    }
    try {
      if (!isUsable(new URI(secret.read()), true)) {
        table.problemWithout(
            table.has("url_file") ? "url_file" : "url_env", "no address in it", URL_EXPECTED);
      }
    } catch (URISyntaxException e) {
      table.problemWithout(
          table.has("url_file") ? "url_file" : "url_env", "no address in it", URL_EXPECTED);
    } catch (IOException _) {
      // reported when the secret was read
    }
    return new Address.Hidden(secret);
  }

  private static @Nullable URI url(TableReader table, @Nullable URI usual) {
    if (usual != null && !table.has("url")) {
      return usual;
    }
    String text = table.requiredText("url");
    URI url = text == null ? null : url(text);
    if (text != null && url == null) {
      table.problemWithout("url", "not usable", URL_EXPECTED);
    }
    return url;
  }

  /// Reads an address.
  ///
  /// @return null if it is none that anybody may see
  static @Nullable URI url(String text) {
    try {
      URI url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      return isUsable(url, false) ? url : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static boolean isUsable(URI url, boolean hidden) {
    return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
        && url.getHost() != null
        && url.getUserInfo() == null
        && url.getFragment() == null
        && (hidden || url.getQuery() == null);
  }

  private static ShippingConfig.@Nullable Password login(TableReader table) {
    Secret password = table.secret("password");
    String user = table.text("user");
    if ((user == null) != (password == null)) {
      table.problemWithout(
          user == null ? "user" : "password_file",
          "missing",
          "user and password_file or password_env, together");
    }
    return user == null || password == null ? null : new ShippingConfig.Password(user, password);
  }
}
