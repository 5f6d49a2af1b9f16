// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.mozaiks.observability.server.normalise.AgentTraces;
import ai.mozaiks.observability.server.normalise.FoldedTraces;
import ai.mozaiks.observability.server.normalise.Recordings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What `docs/dialects.md` says of an emitter is what its recording, or its trace, comes to.
class DialectTableTest {
  private static final Path TESTS =
      Path.of("src", "test", "java", "ai", "mozaiks", "observability", "server", "normalise");

  static Stream<DialectTable.Row> recordings() throws IOException {
    return rows("recording");
  }

  static Stream<DialectTable.Row> traces() throws IOException {
    return rows("trace");
  }

  private static Stream<DialectTable.Row> rows(String kindOfProof) throws IOException {
    return DialectTable.ofPage().rows().stream()
        .filter(row -> row.kindOfProof().equals(kindOfProof));
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void saysWhatTheRecordingGives(DialectTable.Row row) throws IOException {
    FoldedTraces folded = FoldedTraces.ofRecording(row.nameOfProof());
    expect(row, folded, Capabilities.ofRecording(folded, Recordings.truth(row.nameOfProof())));
  }

  @ParameterizedTest
  @MethodSource("traces")
  void saysWhatTheTraceGives(DialectTable.Row row) throws IOException {
    assumeTrue(
        AgentTraces.present(),
        "the corpus of agent traces is not beside this checkout (" + AgentTraces.FOLDER + ")");
    FoldedTraces folded = FoldedTraces.of(List.of(AgentTraces.request(row.nameOfProof())));
    expect(row, folded, Capabilities.ofTrace(folded));
  }

  private static void expect(
      DialectTable.Row row, FoldedTraces folded, Map<String, String> capabilities) {
    Map<String, String> said = new LinkedHashMap<>(row.cells());
    // The recording was made with the setting that a condition asks for.
    row.conditional().forEach(column -> said.put(column, Capabilities.YES));
    assertThat(said).as(row.emitter()).containsExactlyInAnyOrderEntriesOf(capabilities);
    assertThat(folded.traces())
        .as("spans of " + row.emitter() + " that are read as " + row.dialect())
        .anyMatch(
            trace -> trace.spans().stream().anyMatch(span -> span.dialect().equals(row.dialect())));
  }

  @Test
  void hasARowForEachDialect() throws IOException {
    Set<String> inTable =
        DialectTable.ofPage().rows().stream()
            .map(DialectTable.Row::dialect)
            .collect(Collectors.toSet());
    Set<String> known = new TreeSet<>(Dialects.names());
    known.remove(new PlainDialect().name());
    assertThat(inTable).isEqualTo(known);
  }

  @Test
  void hasARowForEachRecording() throws IOException {
    assertThat(recordings().map(DialectTable.Row::nameOfProof).sorted().toList())
        .isEqualTo(Recordings.names());
  }

  @Test
  void namesTestsThatExist() throws IOException {
    List<DialectTable.Row> byTest = rows("test").toList();
    assertThat(byTest).isNotEmpty();
    Set<String> tests;
    try (Stream<Path> files = Files.walk(TESTS)) {
      tests = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
    for (DialectTable.Row row : byTest) {
      assertThat(tests).as(row.proof()).contains(row.nameOfProof() + ".java");
    }
  }

  @Test
  void explainsEachCondition() throws IOException {
    DialectTable table = DialectTable.ofPage();
    Set<String> used = new TreeSet<>();
    for (DialectTable.Row row : table.rows()) {
      used.addAll(row.notes());
      assertThat(row.cells().values())
          .as(row.emitter())
          .allMatch(cell -> Set.of("yes", "no", "–", "if", "calls", "tools").contains(cell));
      assertThat(row.conditional().isEmpty() || !row.notes().isEmpty()).as(row.emitter()).isTrue();
    }
    assertThat(used).isEqualTo(table.footnotes());
  }
}
