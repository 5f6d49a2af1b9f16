// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.contract.Samples;
import ai.mozaiks.observability.storage.contract.Scenario;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The process that [SuddenDeathTest] kills: appends to the journal from several threads and writes
/// batches to the store, whose hours it sums all the time, and says on its output what was
/// acknowledged.
final class Victim {
  private static final int APPENDERS = 4;

  private Victim() {}

  /// Runs until killed.
  ///
  /// @param args the data folder, and what to begin the batches after
  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    long stored = Long.parseLong(args[1]);
    EmbeddedStorage storage = EmbeddedStorage.open(EmbeddedStorageConfig.of(folder));
    FileJournal journal =
        FileJournal.open(new FileJournalConfig(folder.resolve("journal"), 20_000, 1 << 20), 0);
    try (ExecutorService appenders = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < APPENDERS; i++) {
        String name = "appender-" + i + "-" + stored;
        var _ = appenders.submit(() -> appendForever(journal, name));
      }
      var _ = appenders.submit(() -> sumForever(storage));
      for (long batch = stored + 1; ; batch++) {
        storage.write(batch(batch));
        say("stored " + batch);
      }
    }
  }

  private static void appendForever(FileJournal journal, String name) {
    for (long i = 0; ; i++) {
      String text = name + "." + i;
      long sequence = journal.append((byte) 1, text.getBytes(StandardCharsets.UTF_8));
      say("journalled " + sequence + " " + text);
    }
  }

  private static void sumForever(EmbeddedStorage storage) {
    while (true) {
      storage.sumHours();
    }
  }

  /// One turn and three spans in a chat of its own, ten minutes after the one before.
  static StorageBatch batch(long number) {
    var trace = Samples.trace(number);
    var at = Samples.NOON.plusSeconds(600 * number);
    return new Scenario()
        .spans(Samples.span(trace, 1, at), Samples.span(trace, 2, at), Samples.span(trace, 3, at))
        .part(trace, Samples.turn("turn", chat(number), at))
        .batch(number);
  }

  static ChatKey chat(long number) {
    return new ChatKey("shop", "chat-" + number);
  }

  private static void say(String line) {
    // a line is one write, so that death cannot tear an acknowledgement from its neighbour
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    synchronized (Victim.class) {
      System.out.write(bytes, 0, bytes.length);
      System.out.flush();
    }
  }
}
