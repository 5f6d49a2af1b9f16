// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.jsonlog.LineRecord;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Follows a log in a file, and in the files it is rotated into.
///
/// What is known of a file is known of its content: each generation of the log is called by its
/// first line ([LogContent]), which stays the same when the file is renamed, copied or compressed,
/// and is another one after it was truncated. So whatever was done to the files, also while nobody
/// looked, the reading goes on in whichever file has the generation, at the byte where it stopped.
/// A file that is gone from its path is still read for a while through the open channel, since a
/// writer may keep it open too.
public final class FileFeed implements LogFeed {
  /// Of one portion, unless a single line is longer.
  private static final int PORTION_BYTES = 1 << 20;

  private static final int PORTION_EVENTS = 1_000;
  private static final int MOST_GENERATIONS = 200;
  private static final int MOST_OPEN = 8;

  /// A rotated file that was not written for so long ends with its last line, even without a line
  /// end; and one that left its path is let go.
  private static final Duration SETTLED = Duration.ofMinutes(1);

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int CHECKPOINT_VERSION = 1;

  private final Path path;
  private final LogReader reader;
  private final InstantSource clock;
  private final int maxLine;
  private final Map<String, Generation> generations = Bounded.map(MOST_GENERATIONS);
  private final List<LogFile> open = new ArrayList<>();
  private final Map<Path, RotatedFiles.Stamp> finished = new HashMap<>();
  private long lines;
  private long rejected;
  private volatile Progress progress = Progress.NONE;

  /// How far one generation is read.
  private static final class Generation {
    long offset;

    /// Whether the line at the offset is too long, so that its rest is passed over.
    boolean skipping;
  }

  /// What a checkpoint says.
  ///
  /// @param reader the reader's own state, JSON
  private record Checkpoint(int version, List<Place> generations, String reader) {}

  private record Place(String head, long offset, boolean skipping) {}

  /// Follows a file that need not be there yet.
  ///
  /// @param path the file that is written to
  public FileFeed(Path path, LogReader reader, InstantSource clock) {
    this(path, reader, clock, LogFile.MOST_LINE);
  }

  FileFeed(Path path, LogReader reader, InstantSource clock, int maxLine) {
    this.path = path.toAbsolutePath();
    this.reader = reader;
    this.clock = clock;
    this.maxLine = maxLine;
  }

  @Override
  public Portion next() throws IOException {
    Taking taking = new Taking();
    boolean found = follow();
    long lag = 0;
    long position = 0;
    Set<String> whole = new HashSet<>();
    for (LogFile file : List.copyOf(open)) {
      LogContent content = file.content();
      if (content == null) {
        continue;
      }
      String head = content.name();
      Generation generation = generation(head);
      if (file.size() < generation.offset && file.isAt(path) && !whole.contains(head)) {
        generation.offset = 0; // written anew with the same beginning
      }
      if (file.size() >= generation.offset) {
        whole.add(head);
      }
      if (taking.hasRoom()) {
        readPlain(file, content, generation, taking);
      }
      lag += Math.max(0, file.size() - generation.offset);
      position = generation.offset;
    }
    for (Path compressed : RotatedFiles.compressed(path)) {
      if (taking.hasRoom()) {
        readCompressed(compressed, taking);
      }
    }
    lines += taking.lines;
    rejected += taking.rejections.size();
    progress = new Progress(found, position, lag, lines, rejected, reader.unbound());
    return new Portion(
        taking.events, taking.records, taking.rejections, !taking.hasRoom() && !taking.waits);
  }

  private Generation generation(String head) {
    return generations.computeIfAbsent(head, _ -> new Generation());
  }

  /// What one portion takes in.
  private final class Taking {
    private final List<ChatEvent> events = new ArrayList<>();
    private final List<LineRecord> records = new ArrayList<>();
    private final List<Rejection> rejections = new ArrayList<>();
    private long bytes;
    private long lines;
    private boolean waits;

    boolean hasRoom() {
      return !waits && bytes < PORTION_BYTES && events.size() + records.size() < PORTION_EVENTS;
    }

    /// Whether the line is taken; else it is to be read again later.
    boolean line(byte[] line, Path file, LogContent content, long offset) {
      LogReader.Result result = reader.read(line, new LogReader.Place(content, offset));
      if (result.later()) {
        waits = true;
        return false;
      }
      lines++;
      events.addAll(result.events());
      if (result.record() != null) {
        records.add(result.record());
      }
      if (result.rejection() != null) {
        reject(file, offset, result.rejection());
      }
      return true;
    }

    void reject(Path file, long offset, String reason) {
      rejections.add(new Rejection(file.getFileName() + " at byte " + offset, reason));
    }
  }

  /// Opens what came, looks again at what is open, oldest first, and lets go of what left.
  ///
  /// @return whether there is a file at the path
  private boolean follow() throws IOException {
    boolean found = false;
    Set<Object> there = new HashSet<>();
    for (Path each : RotatedFiles.plain(path)) {
      try {
        Object key = LogFile.key(each);
        there.add(key);
        LogFile known = openFile(key);
        if (known == null) {
          open.add(LogFile.open(each));
        } else {
          known.movedTo(each);
        }
        found |= each.equals(path);
      } catch (NoSuchFileException e) {
        // rotated at this moment: seen next time
      }
    }
    for (LogFile file : List.copyOf(open)) {
      file.look();
      boolean gone = !there.contains(file.key());
      if (gone && (open.size() > MOST_OPEN || settled(file))) {
        open.remove(file);
        file.close();
      }
    }
    open.sort(
        Comparator.comparing((LogFile file) -> file.isAt(path) && there.contains(file.key()))
            .thenComparing(LogFile::modified));
    return found;
  }

  private @Nullable LogFile openFile(Object key) {
    for (LogFile file : open) {
      if (file.key().equals(key)) {
        return file;
      }
    }
    return null;
  }

  private boolean settled(LogFile file) {
    return file.modified().plus(SETTLED).isBefore(clock.instant());
  }

  private void readPlain(LogFile file, LogContent content, Generation generation, Taking taking)
      throws IOException {
    while (taking.hasRoom() && file.size() > generation.offset) {
      byte[] bytes = file.read(generation.offset, PORTION_BYTES, maxLine);
      LogContent now = file.readContent();
      if (now == null || !now.name().equals(content.name())) {
        return; // truncated meanwhile: these bytes are of two generations
      }
      int used = lines(bytes, file.path(), content, generation, taking);
      if (used > 0 || taking.waits) {
        continue;
      }
      if (bytes.length >= maxLine) {
        skip(bytes.length, file.path(), generation, taking);
      } else {
        if (!file.isAt(path) && settled(file)) {
          last(bytes, file.path(), content, generation, taking);
        }
        return;
      }
    }
  }

  /// Reads the whole lines of some bytes.
  ///
  /// @return how many bytes that were
  private static int lines(
      byte[] bytes, Path file, LogContent content, Generation generation, Taking taking) {
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        if (generation.skipping) {
          generation.skipping = false;
        } else if (i > start
            && !taking.line(
                Arrays.copyOfRange(bytes, start, i), file, content, generation.offset)) {
          return start;
        }
        generation.offset += i + 1 - start;
        taking.bytes += i + 1 - start;
        start = i + 1;
      }
    }
    return start;
  }

  private void skip(int length, Path file, Generation generation, Taking taking) {
    if (!generation.skipping) {
      generation.skipping = true;
      taking.lines++;
      taking.reject(
          file, generation.offset, "a line longer than " + maxLine + " bytes; it is passed over");
    }
    generation.offset += length;
    taking.bytes += length;
  }

  private static void last(
      byte[] bytes, Path file, LogContent content, Generation generation, Taking taking) {
    if (!generation.skipping
        && bytes.length > 0
        && !taking.line(bytes, file, content, generation.offset)) {
      return;
    }
    generation.skipping = false;
    generation.offset += bytes.length;
  }

  private void readCompressed(Path file, Taking taking) throws IOException {
    RotatedFiles.Stamp stamp;
    try {
      stamp = RotatedFiles.Stamp.of(file);
      if (stamp.equals(finished.get(file))) {
        return;
      }
      LogContent content = RotatedFiles.contentOfCompressed(file);
      if (content != null && !readCompressed(file, content, taking)) {
        return; // there is more of it than has room
      }
    } catch (EOFException | ZipException | NoSuchFileException e) {
      return; // being written at this moment
    }
    finished.put(file, stamp);
  }

  private boolean readCompressed(Path file, LogContent content, Taking taking) throws IOException {
    Generation generation = generation(content.name());
    try (InputStream in = RotatedFiles.decompressed(file)) {
      in.skipNBytes(generation.offset);
      ByteArrayOutputStream rest = new ByteArrayOutputStream();
      while (taking.hasRoom()) {
        byte[] more = in.readNBytes(PORTION_BYTES);
        rest.writeBytes(more);
        byte[] bytes = rest.toByteArray();
        int used = lines(bytes, file, content, generation, taking);
        rest.reset();
        rest.write(bytes, used, bytes.length - used);
        if (taking.waits) {
          return false;
        }
        if (more.length < PORTION_BYTES) {
          last(rest.toByteArray(), file, content, generation, taking);
          return !taking.waits;
        }
        if (rest.size() >= maxLine) {
          skip(rest.size(), file, generation, taking);
          rest.reset();
        }
      }
      return false;
    }
  }

  @Override
  public String checkpoint() {
    List<Place> places = new ArrayList<>();
    generations.forEach(
        (head, generation) -> places.add(new Place(head, generation.offset, generation.skipping)));
    return JSON.writeValueAsString(new Checkpoint(CHECKPOINT_VERSION, places, reader.state()));
  }

  @Override
  public void restore(String checkpoint) {
    try {
      Checkpoint read = JSON.readValue(checkpoint, Checkpoint.class);
      if (read.version != CHECKPOINT_VERSION) {
        throw new IllegalArgumentException(
            "version: " + read.version + " (expected: " + CHECKPOINT_VERSION + ")");
      }
      reader.restore(read.reader);
      for (Place place : read.generations) {
        Generation generation = generation(place.head);
        generation.offset = place.offset;
        generation.skipping = place.skipping;
      }
    } catch (JacksonException | NullPointerException e) {
      throw new IllegalArgumentException("no checkpoint of a log file", e);
    }
  }

  @Override
  public Progress progress() {
    return progress;
  }

  @Override
  public void close() throws IOException {
    for (LogFile file : open) {
      file.close();
    }
    open.clear();
  }
}
