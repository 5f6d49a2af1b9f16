// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files of Grafana's dashboards against Grafana's own types, by the TypeScript compiler: no
/// key that Grafana does not have, no value that it does not know, for each kind of panel.
class DashboardTypesIT {
  /// What is put into the overview's place: a text, another for it, and what must be said of that.
  private static final String[][] MISTAKES = {
    {"\"graphTooltip\" : 1", "\"graphTooltip\" : 7", "DashboardCursorSync"},
    {"\"editable\"", "\"edit\"", "edit"},
    {"\"type\" : \"stat\"", "\"type\" : \"singlestat\"", "singlestat"},
    {"\"graphMode\"", "\"graphMood\"", "graphMood"},
    {"\"drawStyle\"", "\"drawstyle\"", "drawstyle"},
    {"\"sort\" : \"desc\"", "\"sort\" : 1", "number"},
    {"\"legendFormat\"", "\"legend\"", "legend"}
  };

  @TempDir Path folder;
  private Path bundle;

  @BeforeEach
  void write() throws Exception {
    bundle = folder.resolve("bundle");
    WrittenBundle.into(bundle);
  }

  @Test
  void everyDashboardIsAsGrafanaHasIt_alsoThoseOfCompose() throws Exception {
    try (Stream<Path> files = Files.list(bundle.resolve("grafana/dashboards"))) {
      List<Path> dashboards = files.sorted().toList();
      assertThat(dashboards).hasSize(6);
      Programs.Outcome outcome = Checkers.in(folder).dashboards(dashboards);
      assertThat(outcome.status()).as(outcome.output()).isZero();
      for (Path each : dashboards) {
        assertThat(bundle.resolve("compose/grafana/dashboards").resolve(each.getFileName()))
            .hasSameTextualContentAs(each);
      }
    }
  }

  @Test
  void whatGrafanaDoesNotHaveIsFound() throws Exception {
    String text = Files.readString(bundle.resolve("grafana/dashboards/mozaiks-overview.json"));
    List<Path> files = new ArrayList<>();
    for (String[] mistake : MISTAKES) {
      assertThat(text).contains(mistake[0]);
      files.add(
          Files.writeString(
              folder.resolve("mistake-" + files.size() + ".json"),
              text.replace(mistake[0], mistake[1])));
    }
    Programs.Outcome outcome = Checkers.in(folder).dashboards(files);
    assertThat(outcome.status()).isNotZero();
    for (int i = 0; i < MISTAKES.length; i++) {
      assertThat(outcome.output())
          .containsPattern("mistake-" + i + "\\.json:\\d+: .*" + MISTAKES[i][2]);
    }
  }
}
