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
        "mozaiks.url=http://me:secret@host|mozaiks.url: http://***@host (expected: an http",
        "mozaiks.url=http://host?key=secret|mozaiks.url: http://host?*** (expected: an http",
        "prometheus.address=a:1,b:2|prometheus.address: a:1,b:2 (expected: host:port",
        "prometheus.address=|prometheus.address:  (expected: host:port"
      })
  void saysWhatIsWrong_withoutSecrets(String assignment, String said) {
    assertThatThrownBy(() -> Settings.usual().with(List.of(assignment)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(said)
        .hasMessageNotContaining("secret");
  }

  /// Each would make a file that its tool refuses, or a script that does something else.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "search.url=http://localhost:9200/$(reboot)",
        "search.url=http://localhost:9200/;reboot",
        "search.url=http://localhost:9200/#token=x",
        "search.url=http://localhost:99999",
        "mozaiks.address=localhost:99999",
        "mozaiks.address=localhost:0",
        "mozaiks.address=-h:80",
        "mozaiks.user=-x",
        "prometheus.job= ",
        "prometheus.scrape_interval=0s",
        "search.keep=0d",
        "search.keep=123456789d",
        "search.index=_Logs",
        "nginx.port=0.5",
        "nginx.port=70000",
        "container.image=a; reboot",
        "container.memory=much",
        "kubernetes.namespace=My_Space",
        "kubernetes.namespace=a-",
        "alertmanager.smtp_to= ",
        "alertmanager.smtp_to={{ .Status }}",
        "alertmanager.slack_channel=`reboot`",
        "alertmanager.slack_channel=one\u2028two",
        "alertmanager.slack_channel=one\u0085two",
        "alertmanager.slack_channel=\u202Eeno"
      })
  void refusesWhatNoFileCouldHold(String assignment) {
    assertThatThrownBy(() -> Settings.usual().with(List.of(assignment)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("(expected: ");
  }

  @Test
  void refusesWhatIsTooLong_inAFewWords() {
    String endless = "/a".repeat(50_000);
    assertThatThrownBy(() -> Settings.usual().with(List.of("mozaiks.log_folder=" + endless)))
        .isInstanceOf(ConfigurationException.class)
        .satisfies(mistake -> assertThat(mistake.getMessage()).hasSizeLessThan(1_000));
  }

  @Test
  void addressesThatPathsFollow_endWithoutASlash() throws Exception {
    var tables = Settings.usual().with(List.of("search.url=https://find.example/es/")).tables();
    assertThat(tables.get("search")).containsEntry("url", "https://find.example/es");
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
