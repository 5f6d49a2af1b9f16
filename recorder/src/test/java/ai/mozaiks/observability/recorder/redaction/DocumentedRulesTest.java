// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `docs/redaction.md` lists the rules that there are, and the beginnings of vendors' keys.
class DocumentedRulesTest {
  private static final Pattern ROW = Pattern.compile("^\\| `([a-z0-9-]+)` \\| (.*) \\|$");

  private static Map<String, String> documented() throws IOException {
    return Files.readAllLines(Path.of("../docs/redaction.md")).stream()
        .map(ROW::matcher)
        .filter(matcher -> matcher.find())
        .collect(toMap(matcher -> matcher.group(1), matcher -> matcher.group(2)));
  }

  @Test
  void rulesAreTheDocumentedOnes() throws IOException {
    Redactor.Builder builder = Redactor.builder();
    for (PersonalData.Kind kind : PersonalData.Kind.values()) {
      builder.personalData(kind);
    }

    assertThat(documented().keySet())
        .containsExactlyInAnyOrderElementsOf(builder.build().ruleNames());
  }

  @Test
  void prefixesAreTheDocumentedOnes() throws IOException {
    Map<String, String> documented = documented();

    KeyShapes.prefixes()
        .forEach((prefix, rule) ->
            assertThat(documented.get(rule)).as(rule).contains("`" + prefix + "`"));
  }
}
