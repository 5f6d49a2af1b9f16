// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.server.ag2log.RuntimeLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts files into the order in which they are to be read: the application's logs first, since they
/// tell which session is which chat; runtime logs by the times in them, since a later one depends
/// on the earlier ones; all others stay where they are.
final class LogOrder {
  private LogOrder() {}

  private record Candidate(String file, int rank, Instant beginning) {}

  /// @param form the form of all; null if it is to be recognised
  static List<String> of(List<String> files, @Nullable FileForm form) {
    List<Candidate> candidates = new ArrayList<>();
    for (String file : files) {
      candidates.add(candidate(file, form));
    }
    candidates.sort(Comparator.comparingInt(Candidate::rank).thenComparing(Candidate::beginning));
    return candidates.stream().map(Candidate::file).toList();
  }

  private static Candidate candidate(String file, @Nullable FileForm form) {
    if (file.equals("-")) {
      return new Candidate(file, 1, Instant.EPOCH);
    }
    try {
      FileForm known = form == null ? FileImport.formOf(Path.of(file)) : form;
      return switch (known) {
        case APPLICATION_LOG -> new Candidate(file, 0, Instant.EPOCH);
        case AG2_FILE ->
            new Candidate(
                file,
                2,
                RuntimeLog.beginning(FileImport.linesOf(Path.of(file))).orElse(Instant.EPOCH));
        case null -> new Candidate(file, 1, Instant.EPOCH);
        case OTLP_JSON, OTLP_PROTOBUF, EVENTS, AG2_SQLITE, JSON_LOG ->
            new Candidate(file, 1, Instant.EPOCH);
      };
    } catch (IOException e) {
      return new Candidate(file, 1, Instant.EPOCH); // the import will say why
    }
  }
}
