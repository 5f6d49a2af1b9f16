// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.server.files.WholeFile;
import ai.mozaiks.observability.storage.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Which accepted records are in neither the journal nor the store: what a start finds when the two
/// were not put back from one copy. Once the store goes on behind a gap nobody could find it again,
/// so it is remembered in a file of the data folder until somebody deletes that, or puts back a
/// folder that is whole. Thread-safe.
public final class JournalGaps {
  /// The name of the file in the data folder.
  public static final String FILE = "journal-gaps.json";

  private static final Logger LOG = LoggerFactory.getLogger(JournalGaps.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// More are not remembered one by one: the oldest two become one, with what lies between.
  private static final int MOST = 100;

  private final @Nullable WholeFile file;
  private List<Gap> gaps = List.of(); // guarded by this, as is the next
  private @Nullable String trouble;

  /// Records that are missing.
  ///
  /// @param first the sequence of the first, `> 0`
  /// @param last that of the last, `>= first`
  /// @param foundAt when a start found it
  public record Gap(long first, long last, Instant foundAt) {
    public Gap {
      if (first < 1 || last < first) {
        throw new IllegalArgumentException(
            "gap: " + first + " to " + last + " (expected: 1 <= first <= last)");
      }
    }

    /// How many records; `> 0`.
    public long records() {
      return last - first + 1;
    }
  }

  /// What is known.
  ///
  /// @param gaps in the order of their sequences; empty when nothing is missing
  /// @param file where they are remembered; null for nowhere
  /// @param trouble why the file cannot be used; null if it can
  public record Reading(List<Gap> gaps, @Nullable Path file, @Nullable String trouble) {
    public Reading {
      gaps = List.copyOf(gaps);
    }

    /// How many records are missing.
    public long records() {
      return gaps.stream().mapToLong(Gap::records).sum();
    }
  }

  private JournalGaps(@Nullable WholeFile file) {
    this.file = file;
  }

  /// Those that are remembered in a data folder. A file that cannot be read is told of in
  /// [Reading#trouble], and keeps nobody from starting.
  public static JournalGaps in(Path data) {
    JournalGaps gaps = new JournalGaps(new WholeFile(data.resolve(FILE)));
    gaps.load();
    return gaps;
  }

  /// For a journal that ends with its process.
  public static JournalGaps unremembered() {
    return new JournalGaps(null);
  }

  /// What is known now.
  public synchronized Reading read() {
    return new Reading(gaps, file == null ? null : file.path(), trouble);
  }

  /// Compares the journal with what the store has. To be asked before the first record is replayed.
  ///
  /// @param stored up to which record the store has everything
  public synchronized void look(Journal journal, long stored, Instant now) {
    long first = journal.firstSequence();
    if (first <= stored + 1) {
      return;
    }
    LOG.warn(
        "Records {} to {} of the journal are missing: the store has what comes before, the journal"
            + " what comes after. The store was put back from an older copy, or begun anew. The"
            + " server goes on without them; what they held is lost unless it is sent again",
        stored + 1,
        first - 1);
    gaps = with(gaps, new Gap(stored + 1, first - 1, now));
    remember();
  }

  /// The same gap is found again by the next start if the store did not get any further.
  static List<Gap> with(List<Gap> known, Gap found) {
    List<Gap> all = new ArrayList<>();
    Gap joined = found;
    for (Gap each : known) {
      if (each.last() < joined.first() - 1 || each.first() > joined.last() + 1) {
        all.add(each);
      } else {
        joined =
            new Gap(
                Math.min(each.first(), joined.first()),
                Math.max(each.last(), joined.last()),
                each.foundAt().isBefore(joined.foundAt()) ? each.foundAt() : joined.foundAt());
      }
    }
    all.add(joined);
    all.sort((one, other) -> Long.compare(one.first(), other.first()));
    while (all.size() > MOST) {
      Gap oldest = all.removeFirst();
      all.set(0, new Gap(oldest.first(), all.getFirst().last(), oldest.foundAt()));
    }
    return List.copyOf(all);
  }

  private synchronized void load() {
    if (file == null) {
      return;
    }
    try {
      Optional<String> text = file.read();
      if (text.isPresent()) {
        gaps = gapsOf(text.get());
      }
    } catch (IOException | JacksonException | DateTimeException | IllegalArgumentException e) {
      trouble = file.path() + " cannot be read: " + e.getMessage();
      LOG.warn("Which records of the journal are missing is not known any more: {}", trouble);
    }
  }

  private static List<Gap> gapsOf(String text) throws IOException {
    JsonNode told = JSON.readTree(text).path("gaps");
    if (!told.isArray()) {
      throw new IOException("no list (expected: gaps)");
    }
    List<Gap> gaps = List.of();
    for (JsonNode each : told) {
      gaps =
          with(
              gaps,
              new Gap(
                  each.path("first").asLong(0),
                  each.path("last").asLong(0),
                  Instant.parse(each.path("found_at").asString(""))));
    }
    return gaps;
  }

  private void remember() {
    if (file == null) {
      return;
    }
    ObjectNode tree = JSON.createObjectNode();
    ArrayNode told = tree.putArray("gaps");
    for (Gap each : gaps) {
      told.addObject()
          .put("first", each.first())
          .put("last", each.last())
          .put("found_at", each.foundAt().toString());
    }
    try {
      file.write(JSON.writeValueAsString(tree) + "\n");
      trouble = null;
    } catch (IOException e) {
      trouble = file.path() + " cannot be written: " + e.getMessage();
      LOG.warn("That records of the journal are missing is forgotten with this process", e);
    }
  }
}
