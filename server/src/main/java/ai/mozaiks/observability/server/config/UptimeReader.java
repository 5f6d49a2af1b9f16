// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import ai.mozaiks.observability.server.config.UptimeConfig.Check;
import ai.mozaiks.observability.server.config.UptimeConfig.Expectation;
import ai.mozaiks.observability.server.config.UptimeConfig.Header;
import ai.mozaiks.observability.server.config.UptimeConfig.Statuses;
import ai.mozaiks.observability.server.config.UptimeConfig.Tls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the list of uptime checks.
final class UptimeReader {
  private static final List<String> KEYS =
      List.of(
          "name",
          "url",
          "url_file",
          "url_env",
          "interval",
          "timeout",
          "redirects",
          "expect",
          "headers",
          "tls");
  private static final String URL_EXPECTED = "http:// or https:// and a host, without #";
  private static final Pattern STATUS =
      Pattern.compile("([1-5])xx|([1-5]\\d\\d)(?:-([1-5]\\d\\d))?");
  private static final int LONGEST_TEXT = 1_000;

  private final Settings settings;
  private final String home;

  /// @param home the home folder, which `~/` stands for
  UptimeReader(Settings settings, String home) {
    this.settings = settings;
    this.home = home;
  }

  UptimeConfig read(String key) {
    ConfigValue value = settings.find(key, true);
    if (value == null) {
      return UptimeConfig.NONE;
    }
    if (!(value instanceof ConfigValue.Sequence sequence)) {
      settings.problem(value, key, "a list of tables, each with a name and a url");
      return UptimeConfig.NONE;
    }
    List<Check> checks = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int index = 0;
    for (ConfigValue item : sequence.items()) {
      String itemKey = key + "[" + index++ + "]";
      if (!(item instanceof ConfigValue.Section section)) {
        settings.problem(item, itemKey, "a table with a name and a url");
        continue;
      }
      TableReader table = new TableReader(settings, section, itemKey, home);
      Check check = check(table);
      if (check == null) {
        continue;
      }
      if (!names.add(check.name())) {
        table.problemWithout("name", check.name() + " is there twice", "each check a name");
      } else if (checks.size() < UptimeConfig.MOST_CHECKS) {
        checks.add(check);
      } else {
        table.problemWithout(
            "name", "one too many", "at most " + UptimeConfig.MOST_CHECKS + " checks");
      }
    }
    return new UptimeConfig(checks);
  }

  private @Nullable Check check(TableReader table) {
    table.refuseOthers(KEYS, List.of());
    String name = table.requiredText("name");
    if (name != null && !UptimeConfig.NAME.matcher(name).matches()) {
      table.problem("name", "a to z, 0 to 9, _ and -, at most 40");
      name = null;
    }
    CheckedUrl url = url(table);
    Duration interval =
        table.duration(
            "interval", Check.USUAL_INTERVAL, Check.SHORTEST_INTERVAL, Check.LONGEST_INTERVAL);
    Duration timeout =
        table.duration(
            "timeout",
            interval.compareTo(Check.USUAL_TIMEOUT) < 0 ? interval : Check.USUAL_TIMEOUT,
            Check.SHORTEST_TIMEOUT,
            Check.LONGEST_TIMEOUT);
    if (timeout.compareTo(interval) > 0) {
      table.problem("timeout", "not more than the interval, " + DurationText.write(interval));
      timeout = interval;
    }
    boolean redirects = table.flag("redirects", true);
    Expectation expect = expectation(table.table("expect"));
    List<Header> headers = headers(table);
    Tls tls = tls(table.table("tls"), url);
    if (!tls.verify()
        && (headers.stream().anyMatch(Header.Hidden.class::isInstance)
            || (url != null && url.revealed().getRawUserInfo() != null))) {
      table.problemWithout(
          "tls",
          "verify: false, with a secret",
          "tls.ca_file, so that the secret is told to nobody else");
    }
    return name == null || url == null
        ? null
        : new Check(name, url, interval, timeout, redirects, expect, headers, tls);
  }

  /// Null, and reported, if there is none, or it cannot be used. It is not repeated: it may have
  /// secrets in it.
  private static @Nullable CheckedUrl url(TableReader table) {
    Secret secret = table.secret("url");
    String name = table.has("url_file") ? "url_file" : table.has("url_env") ? "url_env" : "url";
    String text;
    if (secret != null) {
      if (table.has("url")) {
        table.problemWithout("url", "beside another one", "url, url_file or url_env");
      }
      try {
        text = secret.read();
      } catch (IOException _) {
        return null; // reported when the secret was read
      }
    } else if (name.equals("url")) {
      text = table.requiredText("url");
    } else {
      return null; // reported when the secret was read
    }
    if (text == null) {
      return null;
    }
    CheckedUrl url = CheckedUrl.of(text, secret != null).orElse(null);
    if (url == null) {
      table.problemWithout(name, "not usable", URL_EXPECTED);
    }
    return url;
  }

  private static Expectation expectation(@Nullable TableReader table) {
    if (table == null) {
      return Expectation.SUCCESS;
    }
    table.refuseOthers(List.of("status", "body_contains"), List.of());
    List<Statuses> statuses = new ArrayList<>();
    for (String text : table.texts("status")) {
      Matcher matcher = STATUS.matcher(text);
      Statuses each = matcher.matches() ? statuses(matcher) : null;
      if (each == null) {
        table.problem("status", "statuses such as 200, 2xx or 200-204");
      } else {
        statuses.add(each);
      }
    }
    String text = table.text("body_contains");
    if (text != null && text.length() > LONGEST_TEXT) {
      table.problemWithout(
          "body_contains", text.length() + " characters", "at most " + LONGEST_TEXT);
    }
    return new Expectation(statuses.isEmpty() ? Expectation.SUCCESS.statuses() : statuses, text);
  }

  private static @Nullable Statuses statuses(Matcher matcher) {
    if (matcher.group(1) != null) {
      int first = Integer.parseInt(matcher.group(1)) * 100;
      return new Statuses(first, first + 99);
    }
    int first = Integer.parseInt(matcher.group(2));
    int last = matcher.group(3) == null ? first : Integer.parseInt(matcher.group(3));
    return first <= last ? new Statuses(first, last) : null;
  }

  private static List<Header> headers(TableReader table) {
    List<Header> headers = new ArrayList<>();
    for (TableReader each : table.tables("headers")) {
      each.refuseOthers(List.of("name", "value", "value_file", "value_env"), List.of());
      String name = each.requiredText("name");
      if (name != null && !isAllowed(name, "x")) {
        each.problem(
            "name", "a header that may be set; Host, Connection and Content-Length may not");
        name = null;
      }
      Secret secret = each.secret("value");
      String value = each.text("value");
      boolean hidden = each.has("value_file") || each.has("value_env");
      if (hidden == each.has("value")) {
        each.problemWithout(
            "value",
            hidden ? "beside another one" : "missing",
            "value, or value_file or value_env for a secret");
      } else if (name != null && value != null) {
        if (isAllowed(name, value)) {
          headers.add(new Header.Open(name, value));
        } else {
          each.problemWithout("value", "not usable", "a text in one line");
        }
      } else if (name != null && secret != null) {
        headers.add(new Header.Hidden(name, secret));
      }
    }
    return headers;
  }

  private static boolean isAllowed(String name, String value) {
    try {
      HttpRequest.newBuilder(URI.create("http://localhost")).header(name, value);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static Tls tls(@Nullable TableReader table, @Nullable CheckedUrl url) {
    if (table == null) {
      return Tls.USUAL;
    }
    table.refuseOthers(List.of("ca_file", "verify"), List.of());
    Path ca = table.file("ca_file");
    boolean verify = table.flag("verify", true);
    if (ca != null && !verify) {
      table.problemWithout("verify", "false, with ca_file", "one of them");
    }
    if (url != null && !url.isHttps() && table.has("verify") && !verify) {
      table.problemWithout("verify", "false, for a URL with http:", "https:, or no tls");
    }
    return new Tls(ca, verify);
  }
}
