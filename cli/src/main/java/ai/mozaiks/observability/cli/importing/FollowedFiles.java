// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.server.ag2log.CheckpointFile;
import ai.mozaiks.observability.server.ag2log.DatabaseFeed;
import ai.mozaiks.observability.server.ag2log.FileFeed;
import ai.mozaiks.observability.server.ag2log.LogFeed;
import ai.mozaiks.observability.server.ag2log.LogFollower;
import ai.mozaiks.observability.server.ag2log.LogNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Follows logs while they grow, each in a thread of its own, until the process is stopped.
///
/// @param files paths of logs
/// @param server the server's address, without a path
/// @param form the files' form; null to recognise each, for which it must be there
/// @param names what the logs do not say themselves
/// @param checkpoints the folder that remembers how far each is
/// @param out takes what became of it
public record FollowedFiles(
    List<String> files,
    URI server,
    @Nullable FileForm form,
    LogNames.Name names,
    Path checkpoints,
    PrintWriter out) {

  public FollowedFiles {
    files = List.copyOf(files);
  }

  /// Follows them until the thread is interrupted.
  ///
  /// @throws CommandFailure if one of them cannot be followed
  public void run() throws CommandFailure, InterruptedException {
    LogFamilies logs = new LogFamilies(names);
    List<FileForm> forms = new ArrayList<>();
    for (String file : files) {
      forms.add(formOf(file));
    }
    if (forms.contains(FileForm.APPLICATION_LOG)) {
      logs = logs.expectingMore(InstantSource.system());
    }
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      String file = files.get(i);
      LogFeed feed = feed(Path.of(file), forms.get(i), logs);
      threads.add(Thread.ofVirtual().name(file).start(() -> follow(file, feed)));
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } finally {
      threads.forEach(Thread::interrupt);
    }
  }

  private FileForm formOf(String file) throws CommandFailure {
    FileForm known = form;
    if (known == null) {
      if (file.equals("-")) {
        throw new CommandFailure("the standard input cannot be followed (expected: a file)");
      }
      try {
        known = FileImport.formOf(Path.of(file));
      } catch (NoSuchFileException e) {
        known = null;
      } catch (IOException e) {
        throw new CommandFailure(file + ": unreadable: " + e.getMessage(), e);
      }
    }
    if (known == null) {
      throw new CommandFailure(
          file
              + ": not there yet, or empty, so its form cannot be recognised (expected: --format"
              + " ag2-file, ag2-sqlite, application-log or json-log)");
    }
    return known;
  }

  private static LogFeed feed(Path file, FileForm form, LogFamilies logs) throws CommandFailure {
    String name = file.toString();
    return switch (form) {
      case AG2_FILE -> new FileFeed(file, logs.runtimeLog(name), InstantSource.system());
      case APPLICATION_LOG -> new FileFeed(file, logs.applicationLog(name), InstantSource.system());
      case JSON_LOG -> new FileFeed(file, logs.jsonLog(), InstantSource.system());
      case AG2_SQLITE -> new DatabaseFeed(file, logs.names(name));
      case OTLP_JSON, OTLP_PROTOBUF, EVENTS ->
          throw new CommandFailure(
              file + ": " + form.word() + " cannot be followed (expected: a log)");
    };
  }

  private void follow(String file, LogFeed feed) {
    try (feed;
        IngestClient client = new IngestClient(server, InstantSource.system(), Thread::sleep)) {
      LogDelivery delivery = new LogDelivery(file, client, out, Thread::sleep);
      CheckpointFile checkpoint = CheckpointFile.in(checkpoints, Path.of(file));
      if (Files.exists(checkpoint.file())) {
        say(file + ": goes on where it stopped (" + checkpoint.file() + ")");
      }
      new LogFollower(
              feed,
              Optional.of(checkpoint),
              delivery,
              trouble -> say(file + ": " + trouble),
              Thread::sleep)
          .run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      say(file + ": did not close: " + e.getMessage());
    }
  }

  private void say(String line) {
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }
}
