// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import ai.mozaiks.observability.bundle.settings.Settings;
import ai.mozaiks.observability.server.config.ConfigurationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Compose: the whole stack. Containers reach each other by other names than programs of one
/// machine do, so the files of the other parts are here once more, made for those names.
final class ComposePart extends Part {
  private static final String SLACK_WEBHOOK = "alertmanager.slack_webhook_file";

  private final List<Part> stack =
      List.of(
          new PrometheusPart(), new Part("alertmanager"), new Part("blackbox"), new GrafanaPart());

  ComposePart() {
    super("compose");
  }

  @Override
  List<BundleFile> made(BundleSpec spec) {
    Settings settings = spec.settings();
    List<BundleFile> files = new ArrayList<>();
    BundleSpec inside = new BundleSpec(betweenContainers(settings), spec.rules());
    for (Part part : stack) {
      if (!part.name().equals("blackbox") || has(settings, "blackbox.address")) {
        for (BundleFile file : part.files(inside)) {
          files.add(new BundleFile(name() + "/" + file.path(), file.text(), file.executable()));
        }
      }
    }
    return files;
  }

  /// What `compose.yaml` asks beside the settings.
  @Override
  Map<String, Map<String, Object>> sections(Settings settings) {
    boolean password =
        has(settings, "alertmanager.smtp_smarthost") && has(settings, "alertmanager.smtp_username");
    return Map.of(
        "stack",
        Map.of(
            "has_smtp_password",
            password,
            "has_secrets",
            password || has(settings, SLACK_WEBHOOK)));
  }

  /// The settings with the names, ports and paths that `compose.yaml` gives.
  private static Settings betweenContainers(Settings settings) {
    Map<String, String> inside = new LinkedHashMap<>();
    inside.put("mozaiks.address", "mozaiks:8000");
    inside.put("mozaiks.otlp_endpoint", "http://mozaiks:4318");
    inside.put("prometheus.address", "prometheus:9090");
    inside.put("prometheus.config_folder", "/etc/prometheus");
    inside.put("alertmanager.address", "alertmanager:9093");
    inside.put("alertmanager.smtp_password_file", "/run/secrets/smtp-password");
    inside.put("grafana.dashboards_folder", "/etc/grafana/dashboards");
    if (has(settings, SLACK_WEBHOOK)) {
      inside.put(SLACK_WEBHOOK, "/run/secrets/slack-webhook");
    }
    if (has(settings, "blackbox.address")) {
      inside.put("blackbox.address", "blackbox:9115");
      inside.put(
          "blackbox.targets",
          String.join(
              ",",
              settings.list("blackbox.targets").stream()
                  .map(target ->
                      target.replaceFirst("//(localhost|127\\.0\\.0\\.1):8000", "//mozaiks:8000"))
                  .toList()));
    }
    try {
      return settings.with(
          inside.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).toList());
    } catch (ConfigurationException e) {
      throw new IllegalStateException("names of containers are no settings", e);
    }
  }

  private static boolean has(Settings settings, String key) {
    return !settings.text(key).isEmpty();
  }
}
