// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalDataTest {
  private static final String MASK = Redactor.MASK;

  private final Redactor all = with(PersonalData.Kind.values());

  private static Redactor with(PersonalData.Kind... kinds) {
    Redactor.Builder builder = Redactor.builder();
    for (PersonalData.Kind kind : kinds) {
      builder.personalData(kind);
    }
    return builder.build();
  }

  @ParameterizedTest
  @CsvSource({
    "email, jane@example.com",
    "email, jane.doe+news@mail.example.co.uk",
    "email, j_d%x@a-b.io",
    "phone, +49 30 1234567",
    "phone, +4930123456789",
    "phone, +1 (555) 010-4477",
    "phone, (555) 010-4477",
    "phone, 555-010-4477",
    "phone, 555.010.4477",
    "card, 4111111111111111",
    "card, 4111 1111 1111 1111",
    "card, 5500-0000-0000-0004",
    "card, 378282246310005",
    "card, 6011000990139424",
    "card, 3530111333300000",
  })
  void masksItWhereverItStands_ifSwitchedOn(String rule, String text) {
    List<String> rules = new ArrayList<>();

    assertThat(all.redact(text, rules::add)).isEqualTo(MASK);
    assertThat(rules).containsExactly(rule);
    assertThat(all.redact("of " + text + ", and")).isEqualTo("of " + MASK + ", and");
    assertThat(all.redact("{\"a\":\"" + text + "\"}")).isEqualTo("{\"a\":\"" + MASK + "\"}");
    assertThat(Redactor.standard().redact(text)).isSameAs(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "git@github.com:owner/repo.git",
        "pkg@1.2.3",
        "user@localhost",
        "@Override and @decorator",
        "a @ b.com",
        "postgres://***:***@db.example.com/x",
        "6e08f3e0-392b-434e-8b69-4ab36c4fcf99",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "1760000000000",
        "1760000000000000000",
        "2025-10-02T10:00:00.123+02:00",
        "2025-10-02 10:00:00",
        "4111111111111112",
        "id-4111111111111111",
        "4111111111111111abc",
        "1 + 1234567890",
        "x+12345678",
        "10.0.0.1:8080",
        "prompt_tokens=1234567890123456",
        "0.4111111111111111",
        "gpt-4o-2024-08-06",
        "555-0104",
        "3.14159265358979",
      })
  void touchesNothingElse(String text) {
    assertThat(all.redact(text)).isSameAs(text);
  }

  @Test
  void onlyTheNamedKindsAreMasked() {
    String text = "jane@example.com, +49 30 1234567, 4111111111111111";

    assertThat(with(PersonalData.Kind.CARD).redact(text))
        .isEqualTo("jane@example.com, +49 30 1234567, " + MASK);
    assertThat(with(PersonalData.Kind.EMAIL).ruleNames()).contains("email").doesNotContain("card");
    assertThat(Redactor.standard().ruleNames()).doesNotContain("email", "phone", "card");
  }
}
