// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.server.ag2log.LogNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.wrapped.ProgressBarWrappedInputStream;
import org.jspecify.annotations.Nullable;

/// Imports files, one after the other, and says what became of them. Logs come in the order in
/// which they were written, whatever the order of the names, since what a line means depends on
/// earlier ones.
///
/// @param files paths; `-` is the standard input
/// @param server the server's address, without a path
/// @param form the files' form; null to recognise each
/// @param names what logs do not say themselves
/// @param stdin what `-` reads
/// @param out takes the summary
/// @param progress takes a progress bar, line by line; null for none
public record FilesImport(
    List<String> files,
    URI server,
    @Nullable FileForm form,
    LogNames.Name names,
    InputStream stdin,
    PrintWriter out,
    @Nullable PrintWriter progress) {

  /// Imports them all.
  ///
  /// @return whether everything was readable and accepted
  /// @throws CommandFailure if the server cannot be reached or stays busy
  public boolean run() throws CommandFailure, InterruptedException {
    FileOutcome sum = new FileOutcome("Together");
    boolean clean = true;
    LogFamilies logs = new LogFamilies(names);
    try (IngestClient client = new IngestClient(server, InstantSource.system(), Thread::sleep)) {
      for (String file : LogOrder.of(files, form)) {
        FileOutcome outcome = one(file, logs, client);
        out.println(outcome.line());
        outcome.reasons().forEach(reason -> out.println("  " + reason));
        out.flush();
        outcome.addTo(sum);
        clean &= outcome.rejected() == 0;
      }
    }
    if (files.size() > 1) {
      out.println(sum.line());
    }
    out.flush();
    return clean;
  }

  private FileOutcome one(String file, LogFamilies logs, IngestClient client)
      throws CommandFailure, InterruptedException {
    if (file.equals("-")) {
      return new FileImport("stdin", form, logs, client).run(stdin);
    }
    Path path = Path.of(file);
    try (ProgressBar bar = bar(file, Files.size(path));
        InputStream content = Files.newInputStream(path)) {
      InputStream counted = bar == null ? content : new ProgressBarWrappedInputStream(content, bar);
      return new FileImport(file, form, logs, client).run(counted);
    } catch (NoSuchFileException e) {
      return unreadable(file, "no such file");
    } catch (IOException e) {
      return unreadable(file, "unreadable: " + e.getMessage());
    }
  }

  private static FileOutcome unreadable(String file, String reason) {
    FileOutcome outcome = new FileOutcome(file);
    outcome.add(0, 0, 0, 0, 1);
    outcome.reason("", reason);
    return outcome;
  }

  private @Nullable ProgressBar bar(String file, long size) {
    PrintWriter target = progress;
    if (target == null) {
      return null;
    }
    return new ProgressBarBuilder()
        .setTaskName(Path.of(file).getFileName().toString())
        .setInitialMax(size)
        .setUnit("MB", 1_000_000)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .setConsumer(
            new DelegatingProgressBarConsumer(
                line -> {
                  target.print("\r" + line);
                  target.flush();
                },
                100))
        .clearDisplayOnFinish()
        .build();
  }
}
