// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.server.ag2log.LogContent;
import ai.mozaiks.observability.server.ag2log.RuntimeLog;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Imports one file.
final class FileImport {
  private static final int BUFFER = 64 << 10;
  private static final int MOST_PROTOBUF_BYTES = 1 << 30;

  private final String name;
  private final @Nullable FileForm form;
  private final LogFamilies logs;
  private final IngestClient client;
  private final FileOutcome outcome;

  /// @param name the file's name as shown
  /// @param form its form; null to recognise it
  /// @param logs reads it if it is a log
  FileImport(String name, @Nullable FileForm form, LogFamilies logs, IngestClient client) {
    this.name = name;
    this.form = form;
    this.logs = logs;
    this.client = client;
    outcome = new FileOutcome(name);
  }

  /// Recognises the form of a file; null if it is empty.
  ///
  /// @throws IOException if it cannot be read
  static @Nullable FileForm formOf(Path file) throws IOException {
    try (InputStream in = decompressed(Files.newInputStream(file))) {
      return FileForm.recognise(in.readNBytes(FileForm.LOOK)).orElse(null);
    }
  }

  /// The first lines of a file; the last one may be cut off.
  static List<byte[]> linesOf(Path file) throws IOException {
    try (InputStream in = decompressed(Files.newInputStream(file))) {
      return new String(in.readNBytes(FileForm.LOOK), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.getBytes(StandardCharsets.UTF_8))
          .toList();
    }
  }

  /// Reads the content and sends it.
  ///
  /// @return what became of it; unreadable content is in there as rejected
  /// @throws CommandFailure if the server cannot be reached or stays busy
  FileOutcome run(InputStream content) throws CommandFailure, InterruptedException {
    BatchSink sink = new Sending();
    try {
      InputStream in = decompressed(content);
      in.mark(FileForm.LOOK + 1);
      byte[] start = in.readNBytes(FileForm.LOOK);
      in.reset();
      FileForm recognised = form == null ? FileForm.recognise(start).orElse(null) : form;
      switch (recognised) {
        case null -> outcome.empty();
        case OTLP_JSON -> {
          OtlpJsonReader reader = new OtlpJsonReader(sink);
          if (FileForm.isLines(start)) {
            reader.readLines(in);
          } else {
            reader.readValues(in);
          }
        }
        case EVENTS -> {
          EventsReader reader = new EventsReader(sink);
          if (FileForm.isLines(start)) {
            reader.readLines(in);
          } else {
            reader.readValues(in);
          }
        }
        case OTLP_PROTOBUF -> new OtlpProtobufReader(sink).read(all(in));
        case AG2_FILE -> {
          RuntimeLog log = logs.runtimeLog(name);
          long before = log.unbound();
          new LogLinesReader(log, LogContent.ofWhole(start), sink).read(in);
          outcome.withoutSession(log.unbound() - before);
        }
        case APPLICATION_LOG ->
            new LogLinesReader(logs.applicationLog(name), LogContent.ofWhole(start), sink).read(in);
        case JSON_LOG ->
            new LogLinesReader(logs.jsonLog(), LogContent.ofWhole(start), sink).read(in);
        case AG2_SQLITE -> database(sink);
      }
    } catch (IOException e) {
      sink.reject("", "unreadable: " + e.getMessage());
    }
    return outcome;
  }

  /// SQLite needs the file itself: it may have a second one beside it with the latest changes.
  private void database(BatchSink sink) throws IOException, CommandFailure, InterruptedException {
    Path file = Path.of(name);
    if (!Files.isRegularFile(file) || !DatabaseReader.isDatabase(file)) {
      sink.reject("", "a compressed or piped SQLite database (expected: the file itself)");
      return;
    }
    outcome.withoutSession(new DatabaseReader(file, logs.names(name), sink).read());
  }

  private static InputStream decompressed(InputStream content) throws IOException {
    BufferedInputStream in = new BufferedInputStream(content, BUFFER);
    in.mark(2);
    int first = in.read();
    int second = in.read();
    in.reset();
    return first == 0x1F && second == 0x8B
        ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER)
        : in;
  }

  private static byte[] all(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
    byte[] buffer = new byte[BUFFER];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      if (bytes.size() > MOST_PROTOBUF_BYTES - count) {
        throw new IOException("more than 1 GiB of protobuf in one file; split it");
      }
      bytes.write(buffer, 0, count);
    }
    return bytes.toByteArray();
  }

  private final class Sending implements BatchSink {
    @Override
    public void accept(Batch batch) throws CommandFailure, InterruptedException {
      outcome.add(batch, client.send(batch));
    }

    @Override
    public void reject(String place, String reason) {
      outcome.add(0, 0, 0, 0, 1);
      outcome.reason(place, reason);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
