// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import ai.mozaiks.observability.server.config.ConfigurationException.Problem;
import ai.mozaiks.observability.server.config.ShippingConfig.Elasticsearch;
import ai.mozaiks.observability.server.config.ShippingConfig.Fluentd;
import ai.mozaiks.observability.server.config.ShippingConfig.Login;
import ai.mozaiks.observability.server.config.ShippingConfig.Start;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the list of destinations that log records are shipped to.
final class ShippingReader {
  private static final List<String> COMMON = List.of("type", "name", "from", "ca_file");
  private static final List<String> OF_ELASTICSEARCH =
      List.of(
          "url",
          "index",
          "data_stream",
          "template",
          "user",
          "password_file",
          "password_env",
          "api_key_file",
          "api_key_env");
  private static final List<String> OF_FLUENTD =
      List.of("host", "port", "tag", "record", "tls", "ack_timeout");
  private static final String TYPES = "elasticsearch, opensearch or fluentd";

  private final Settings settings;
  private final String home;

  /// @param home the home folder, which `~/` stands for
  ShippingReader(Settings settings, String home) {
    this.settings = settings;
    this.home = home;
  }

  List<ShippingConfig> read(String key) {
    ConfigValue value = settings.find(key, true);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof ConfigValue.Sequence sequence)) {
      settings.problem(value, key, "a list of tables, each with a type: " + TYPES);
      return List.of();
    }
    List<ShippingConfig> destinations = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int index = 0;
    for (ConfigValue item : sequence.items()) {
      String itemKey = key + "[" + index++ + "]";
      if (!(item instanceof ConfigValue.Section section)) {
        settings.problem(item, itemKey, "a table with a type: " + TYPES);
        continue;
      }
      ShippingConfig destination = destination(new TableReader(settings, section, itemKey, home));
      if (destination == null) {
        continue;
      }
      if (names.add(destination.name())) {
        destinations.add(destination);
      } else {
        settings.problem(
            new Problem(
                item.source(),
                itemKey + ".name",
                destination.name() + " is there twice (expected: each destination a name)"));
      }
    }
    return destinations;
  }

  private @Nullable ShippingConfig destination(TableReader table) {
    String type = table.requiredText("type");
    if (type == null) {
      return null;
    }
    ShippingConfig.Target target =
        switch (type) {
          case "elasticsearch", "opensearch" -> elasticsearch(table);
          case "fluentd" -> fluentd(table);
          default -> {
            table.problem("type", TYPES);
            yield null;
          }
        };
    String name = table.text("name", type);
    Start start = table.word("from", Start.BEGINNING, Start.values(), Start::word);
    if (!ShippingConfig.NAME.matcher(name).matches()) {
      table.problem("name", "a to z, 0 to 9, _ and -, at most 40");
      return null;
    }
    return target == null ? null : new ShippingConfig(name, start, target);
  }

  private ShippingConfig.@Nullable Target elasticsearch(TableReader table) {
    table.refuseOthers(COMMON, OF_ELASTICSEARCH);
    URI url = url(table);
    String stream = table.text("data_stream");
    if (stream != null && table.has("index")) {
      table.problem("index", "either data_stream or index");
    }
    String indexKey = stream == null ? "index" : "data_stream";
    String index = stream == null ? table.text("index", Elasticsearch.USUAL_INDEX) : stream;
    if (!Elasticsearch.INDEX.matcher(index).matches()) {
      table.problem(indexKey, "a to z, 0 to 9, . _ and -, at most 200");
      return null;
    }
    boolean template = table.flag("template", true);
    Login login = login(table);
    var ca = table.file("ca_file");
    return url == null ? null : new Elasticsearch(url, index, stream != null, template, login, ca);
  }

  private @Nullable URI url(TableReader table) {
    String text = table.requiredText("url");
    if (text == null) {
      return null;
    }
    String expected =
        "http:// or https://, a host and perhaps a port, without user and password: these have keys"
            + " of their own";
    try {
      URI url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      if (("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
          && url.getHost() != null
          && url.getUserInfo() == null
          && url.getQuery() == null
          && url.getFragment() == null) {
        return url;
      }
    } catch (URISyntaxException _) {
      // reported below, like one that lacks a part
    }
    table.problemWithout("url", "not usable", expected);
    return null;
  }

  private static Login login(TableReader table) {
    Secret password = table.secret("password");
    Secret key = table.secret("api_key");
    String user = table.text("user");
    if (key != null) {
      if (user != null || password != null) {
        table.problemWithout("user", "beside an API key", "one way to log in");
      }
      return new ShippingConfig.ApiKey(key);
    }
    if ((user == null) != (password == null)) {
      table.problemWithout(
          user == null ? "user" : "password_file",
          "missing",
          "user and password_file or password_env, together");
    }
    return user == null || password == null
        ? new ShippingConfig.NoLogin()
        : new ShippingConfig.Password(user, password);
  }

  private static Fluentd fluentd(TableReader table) {
    table.refuseOthers(COMMON, OF_FLUENTD);
    boolean tls = table.flag("tls", false);
    var ca = table.file("ca_file");
    if (ca != null && !tls) {
      table.problemWithout("ca_file", "without tls: true", "tls: true, or no ca_file");
    }
    return new Fluentd(
        table.text("host", "localhost"),
        table.port("port", Fluentd.USUAL_PORT),
        table.text("tag", Fluentd.USUAL_TAG),
        table.word("record", Fluentd.Form.LINE, Fluentd.Form.values(), Fluentd.Form::word),
        tls,
        ca,
        table.duration("ack_timeout", Fluentd.USUAL_ACK_TIMEOUT));
  }
}
