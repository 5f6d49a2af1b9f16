// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.server.config.ConfigurationException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @Test
  void everyUsualValueIsOneOfItsKind() {
    assertThat(SettingTable.STANDARD.all())
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each.accepts(each.usual())).as(each.key()).isTrue());
  }

  @Test
  void aFileSaysAgainWhatItWasMadeOf() throws ConfigurationException {
    Settings said =
        Settings.usual()
            .with(List.of("prometheus.scrape_interval=5s", "alertmanager.smtp_smarthost="));

    Settings read = Settings.usual().withFile(said.file(), "bundle.yml");

    assertThat(read.tables()).isEqualTo(said.tables());
    assertThat(read.text("prometheus.scrape_interval")).isEqualTo("5s");
    assertThat(read.text("alertmanager.smtp_smarthost")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prometheus.scrape_interval=fast|prometheus.scrape_interval: fast (expected: a whole number",
        "prometheus.scrape=5s|prometheus.scrape: no such setting",
        "prometheus|no '=' (expected: section.name=value)",
        "mozaiks.url=http://me:secret@host|mozaiks.url: http://me:secret@host (expected: an http",
        "prometheus.address=a:1,b:2|prometheus.address: a:1,b:2 (expected: host:port",
        "prometheus.address=|prometheus.address:  (expected: host:port"
      })
  void saysWhatIsWrong(String assignment, String said) {
    assertThatThrownBy(() -> Settings.usual().with(List.of(assignment)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(said);
  }

  @Test
  void saysAllMistakesOfAFile_withTheirLines() {
    assertThatThrownBy(() ->
            Settings.usual()
                .withFile("prometheus:\n  job: a b\n  jub: x\nmozaiks: 5\n", "bundle.yml"))
        .hasMessageContaining("bundle.yml:2: prometheus.job: a b (expected: letters, digits")
        .hasMessageContaining("bundle.yml:3: prometheus.jub: no such setting")
        .hasMessageContaining("bundle.yml:4: mozaiks: one value (expected: a table of settings)");
  }

  /// They would break out of quotes in some file.
  @ParameterizedTest
  @ValueSource(strings = {"a\"b", "a'b", "a\\b", "a\nb", "a$b", "a%b"})
  void textHoldsNothingThatHasAMeaningInAFile(String text) {
    assertThat(SettingKind.TEXT.accepts(text)).isFalse();
  }

  @Test
  void templatesGetTheParts_ofAUrl() throws Exception {
    var search =
        Settings.usual().with(List.of("search.url=https://find.example")).tables().get("search");
    assertThat(search)
        .containsEntry("url_host", "find.example")
        .containsEntry("url_port", "443")
        .containsEntry("url_tls", true);
    assertThat(Settings.usual().tables().get("search"))
        .containsEntry("url_port", "9200")
        .containsEntry("url_tls", false);
  }
}
