// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import ai.mozaiks.observability.server.config.ChecklistConfig.Logs;
import ai.mozaiks.observability.server.config.ChecklistConfig.Rotation;
import ai.mozaiks.observability.server.config.ConfigurationException.Problem;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads what runs beside the server.
final class ChecklistReader {
  private static final String EXPECTED =
      "not usable (expected: http:// or https:// and a host, without user, password and query)";

  private static final String WITH_CERTIFICATE =
      "one is not usable (expected: https:// and a host, without user, password and query: their"
          + " certificates are looked at)";

  private final Settings settings;
  private final TypedSettings typed;
  private final String home;

  /// @param home the home folder, which `~/` stands for
  ChecklistReader(Settings settings, String home) {
    this.settings = settings;
    this.typed = new TypedSettings(settings);
    this.home = home;
  }

  ChecklistConfig read() {
    return new ChecklistConfig(
        url("checklist.prometheus_url"),
        url("checklist.alertmanager_url"),
        url("checklist.grafana_url"),
        secret("checklist.grafana_token_file"),
        url("checklist.kibana_url"),
        secret("checklist.kibana_api_key_file"),
        file("checklist.ca_file"),
        urls(),
        logs());
  }

  /// Addresses are not repeated in mistakes: there may be a password in them.
  private @Nullable URI url(String key) {
    String text = typed.text(key);
    URI url = text == null ? null : ChannelReader.url(text);
    if (text != null && url == null) {
      settings.problem(new Problem(settings.sourceOf(key), key, EXPECTED));
    }
    return url;
  }

  private List<URI> urls() {
    List<URI> urls = new ArrayList<>();
    for (String text : typed.texts("checklist.urls")) {
      URI url = ChannelReader.url(text);
      if (url == null || !"https".equalsIgnoreCase(url.getScheme())) {
        settings.problem(
            new Problem(settings.sourceOf("checklist.urls"), "checklist.urls", WITH_CERTIFICATE));
      } else {
        urls.add(url);
      }
    }
    return urls;
  }

  private @Nullable Path file(String key) {
    List<Path> files = typed.files(key);
    if (files.size() > 1) {
      settings.problem(
          new Problem(settings.sourceOf(key), key, files.size() + " files (expected: one)"));
    }
    return files.isEmpty() ? null : files.getFirst();
  }

  private @Nullable Secret secret(String key) {
    Path file = file(key);
    return file == null ? null : new Secret.InFile(file);
  }

  /// Unless told otherwise, as the environment tells the logging library in this process.
  private Logs logs() {
    String text = typed.text("checklist.log_folder");
    if (text == null) {
      text = settings.variable("LOGS_BASE_DIR");
    }
    Rotation told =
        typed.word("checklist.log_rotation", "internal or external", text1 -> rotation(text1));
    Rotation rotation = told;
    if (rotation == null) {
      String variable = settings.variable("LOGS_ROTATION");
      rotation = rotation(variable == null ? "" : variable.strip()).orElse(Rotation.INTERNAL);
    }
    if (text == null || text.isBlank()) {
      return new Logs(null, rotation);
    }
    try {
      return new Logs(DataFolder.of(text, home).toAbsolutePath().normalize(), rotation);
    } catch (InvalidPathException e) {
      settings.problem(
          new Problem(
              settings.sourceOf("checklist.log_folder"),
              "checklist.log_folder",
              text + " (expected: a folder)"));
      return new Logs(null, rotation);
    }
  }

  private static Optional<Rotation> rotation(String word) {
    return switch (word) {
      case "internal" -> Optional.of(Rotation.INTERNAL);
      case "external" -> Optional.of(Rotation.EXTERNAL);
      default -> Optional.empty();
    };
  }
}
