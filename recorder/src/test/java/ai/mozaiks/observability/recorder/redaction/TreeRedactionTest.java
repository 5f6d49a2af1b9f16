// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TreeRedactionTest {
  private static final String MASK = Redactor.MASK;

  private final Redactor redactor = Redactor.standard();

  @Test
  void masksByKey_whateverStandsBelow() {
    assertThat(
            redactor.redactTree(
                Map.of("credentials", Map.of("user", "bob", "ids", List.of(7, "x"), "on", true))))
        .isEqualTo(
            Map.of("credentials", Map.of("user", MASK, "ids", List.of(MASK, MASK), "on", true)));
  }

  @Test
  void masksWhatTheNameBesideItTells() {
    assertThat(redactor.redactTree(List.of(Map.of("name", "password", "value", "swordfish"))))
        .isEqualTo(List.of(Map.of("name", "password", "value", MASK)));
    assertThat(redactor.redactTree(Map.of("name", "author", "value", "Jane")))
        .isEqualTo(Map.of("name", "author", "value", "Jane"));
  }

  @Test
  void masksWhatTheElementBeforeItTells() {
    assertThat(redactor.redactTree(List.of("run", "--password", "swordfish", "--host", "x")))
        .isEqualTo(List.of("run", "--password", MASK, "--host", "x"));
    assertThat(redactor.redactTree(List.of("curl", "-u", "user:swordfish", "https://x")))
        .isEqualTo(List.of("curl", "-u", MASK, "https://x"));
    assertThat(redactor.redactTree(List.of("X-Api-Key", "a \"1\" \\ b")))
        .isEqualTo(List.of("X-Api-Key", MASK));
  }

  @Test
  void keepsElementsAsTheyAre_besideAMask() {
    List<String> elements = List.of("a \"b\" \\n \\", "--token", "abc", "\n\t\u00e9");

    assertThat(redactor.redactNeighbours(elements))
        .containsExactly("a \"b\" \\n \\", "--token", MASK, "\n\t\u00e9");
  }

  @Test
  void leavesListsOfNames() {
    for (List<String> names :
        List.of(
            List.of("password", "email"),
            List.of("--password", "--host"),
            List.of("api_key", "user_id", "token"),
            List.of("a", "b"))) {
      assertThat(redactor.redactNeighbours(names)).isSameAs(names);
    }
  }

  @Test
  void tellsTheirPlaces() {
    List<String> found = new ArrayList<>();
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("a/b", List.of("x", Map.of("password", "y")));
    tree.put("n", null);

    redactor.redactTree(tree, (place, rule) -> found.add(place + " " + rule));

    assertThat(found).containsExactly("/a~1b/1/password secret-key-name");
  }

  @Test
  void countsWhatItMasks() {
    redactor.redactTree(Map.of("password", "x"));

    assertThat(redactor.counts()).containsEntry("secret-key-name", 1L);
  }

  @Test
  void deeperThanItLooks_isMasked() {
    Object tree = "harmless";
    for (int i = 0; i < 10_000; i++) {
      tree = List.of(tree);
    }

    assertThat(Objects.toString(redactor.redactTree(tree))).contains(MASK);
  }

  @Test
  void arraysAreMaskedLikeLists() {
    assertThat(redactor.redactTree(new Object[] {"--password", "swordfish"}))
        .isEqualTo(List.of("--password", MASK));
    Object[] harmless = {"a", 1, null};
    assertThat(redactor.redactTree(harmless)).isSameAs(harmless);
  }

  /// Random trees with secrets in random places: no secret is left, and trees without come back.
  @Test
  void anyTree_losesItsSecretsAndNothingElse() {
    Random random = new Random(4);
    for (int i = 0; i < 5_000; i++) {
      List<String> secrets = new ArrayList<>();
      Object tree = tree(random, 5, secrets);

      Object clean = redactor.redactTree(tree);

      String shown = String.valueOf(clean);
      for (String secret : secrets) {
        assertThat(shown).as("%s", tree).doesNotContain(secret);
      }
      if (secrets.isEmpty()) {
        assertThat(clean).isSameAs(tree);
      } else {
        assertThat(clean).isNotEqualTo(tree);
        assertThat(redactor.redactTree(clean)).isSameAs(clean);
      }
    }
  }

  private static @Nullable Object tree(Random random, int depth, List<String> secrets) {
    int kind = random.nextInt(depth > 0 ? 10 : 5);
    return switch (kind) {
      case 0 -> "a harmless text " + random.nextInt(100);
      case 1 -> random.nextInt(1_000);
      case 2 -> random.nextBoolean() ? null : random.nextBoolean();
      case 3 -> {
        String secret = secret(random, secrets);
        yield random.nextBoolean()
            ? "login with password=" + secret + " failed"
            : "{\"user\":\"bob\",\"api_key\":\"" + secret + "\"}";
      }
      case 4 -> "prompt_tokens=" + random.nextInt(100);
      case 5, 6 -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
          list.add(tree(random, depth - 1, secrets));
        }
        yield list;
      }
      case 7 -> new ArrayList<>(Arrays.asList("run", "--token", secret(random, secrets), "x"));
      default -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
          switch (random.nextInt(6)) {
            case 0 -> map.put("password" + i, secret(random, secrets));
            case 1 -> {
              map.put("name", "db.password");
              map.put("value", secret(random, secrets));
            }
            case 2 -> map.put("headers" + i, Map.of("X-Api-Key", List.of(secret(random, secrets))));
            default -> map.put("field" + i, tree(random, depth - 1, secrets));
          }
        }
        yield map;
      }
    };
  }

  private static String secret(Random random, List<String> secrets) {
    String secret = "sw0rdf1sh" + Integer.toString(random.nextInt(1 << 30) + (1 << 30), 36);
    secrets.add(secret);
    return secret;
  }
}
