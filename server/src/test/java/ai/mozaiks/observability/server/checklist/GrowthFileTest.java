// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.checklist.StoreGrowth.Measurement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowthFileTest {
  private static final List<Measurement> TWO =
      List.of(
          new Measurement(FakeFacts.NOW, 0),
          new Measurement(FakeFacts.NOW.plusSeconds(600), 5L << 40));

  @TempDir Path data;

  private Path file() {
    return data.resolve(GrowthFile.NAME);
  }

  @Test
  void givesBackWhatWasWritten() {
    GrowthFile file = new GrowthFile(data);
    assertThat(file.read()).as("not there yet").isEmpty();

    file.write(List.of(TWO.getFirst()));
    file.write(TWO);

    assertThat(new GrowthFile(data).read()).isEqualTo(TWO);
    assertThat(data).isDirectoryContaining(file()::equals);
    assertThat(data.toFile().list()).as("nothing half written").hasSize(1);
  }

  @Test
  void beginsAnew_whenItIsBroken() throws Exception {
    for (String broken :
        List.of(
            "",
            "{\"measurements\":[{\"at\":\"2026-03-01T",
            "[]",
            "{\"measurements\":[{\"at\":\"soon\",\"bytes\":1}]}",
            "{\"measurements\":[{\"at\":\"2026-03-01T12:00:00Z\",\"bytes\":-1}]}",
            "x".repeat(2 << 20))) {
      Files.writeString(file(), broken);
      GrowthFile file = new GrowthFile(data);

      assertThat(file.read()).isEmpty();
      file.write(TWO);
      assertThat(file.read()).isEqualTo(TWO);
    }
    Files.write(file(), new byte[] {(byte) 0xc3, 0x28}); // no UTF-8
    assertThat(new GrowthFile(data).read()).isEmpty();
  }

  @Test
  void goesOn_whenItCannotBeWritten() throws Exception {
    Files.createDirectories(file().resolve("in-the-way"));

    GrowthFile file = new GrowthFile(data);
    file.write(TWO);

    assertThat(file.read()).isEmpty();
  }
}
