// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Objects of Kubernetes in files of YAML.
final class KubernetesObjects {
  private KubernetesObjects() {}

  /// All of a folder's as documents of one text.
  static String of(Path folder) throws Exception {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).sorted().toList()) {
        texts.add(Files.readString(file));
      }
    }
    return String.join("\n---\n", texts);
  }

  /// The first of a kind.
  static JsonNode first(String documents, String kind) {
    return Checkers.documents(documents).stream()
        .filter(each -> each.required("kind").stringValue().equals(kind))
        .findFirst()
        .orElseThrow();
  }
}
