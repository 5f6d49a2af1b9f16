// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/adding-a-dialect.md` tells all that a dialect can say, and nothing that it cannot.
class DialectGuideTest {
  private static final Path PAGE = Path.of("..", "docs", "adding-a-dialect.md");
  private static final Path DIALECT =
      Path.of(
          "src/main/java/ai/mozaiks/observability/server/normalise/dialect/PydanticAiDialect.java");

  @Test
  void tellsEveryMethod() throws IOException {
    assertThat(firstCells("| Method |"))
        .isEqualTo(namesOf(Dialect.class, method -> !Modifier.isStatic(method.getModifiers())));
  }

  @Test
  void tellsEveryRole() throws IOException {
    assertThat(firstCells("| Role |")).isEqualTo(names(Role.values()));
  }

  @Test
  void tellsEveryField() throws IOException {
    assertThat(firstCells("| Fields |")).isEqualTo(names(Field.values()));
  }

  @Test
  void tellsConversionsThatExist() throws IOException {
    String listed = Files.readString(PAGE).split("The conversions \\(|\\) accept", -1)[1];
    assertThat(namesOf(Conversion.class, method -> Modifier.isStatic(method.getModifiers())))
        .containsAll(codeIn(listed));
  }

  @Test
  void showsTheDialectAsItIs() throws IOException {
    String shown =
        Files.readString(PAGE)
            .split("```java\n", -1)[1]
            .split("  …\n", -1)[0]
            .replaceAll("\\s", "");
    String written = Files.readString(DIALECT).replace("@Override", "").replaceAll("//.*|\\s", "");
    for (String part : shown.split("(?=public)", -1)) {
      assertThat(written).contains(part);
    }
  }

  /// The words of code in the first column of the table that begins so.
  private static Set<String> firstCells(String heading) throws IOException {
    return Files.readAllLines(PAGE).stream()
        .dropWhile(line -> !line.startsWith(heading))
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("\\|", -1)[1])
        .flatMap(cell -> codeIn(cell).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> codeIn(String text) {
    return Pattern.compile("`(\\w+)`")
        .matcher(text)
        .results()
        .map((MatchResult code) -> code.group(1))
        .toList();
  }

  private static Set<String> names(Enum<?>[] values) {
    return Stream.of(values).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> namesOf(Class<?> type, Predicate<Method> which) {
    return Stream.of(type.getDeclaredMethods())
        .filter(method -> !method.isSynthetic() && which.test(method))
        .map(Method::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
