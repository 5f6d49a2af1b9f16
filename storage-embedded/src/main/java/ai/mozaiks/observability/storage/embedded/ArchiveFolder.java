// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.ArchiveSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The folder of the archive:
///
/// ```
/// logs/2026-11-27-3f9a0c1b2d4e.parquet       arrived that day; the rest of the name makes it unique
/// logs/2026-11-27-3f9a0c1b2d4e.parquet.tmp   being written
/// chats/, events/, spans/, content/, metric_points/
/// changes                                    the names that come and go, while it is not known
///                                            whether the transaction that they belong to took place
/// ```
///
/// A file is never changed under its name. Of the writer thread, but for [#path].
final class ArchiveFolder {
  private static final String TEMPORARY = ".tmp";
  private static final String CHANGES = "changes";
  private static final Pattern NAME =
      Pattern.compile("([a-z_]+)/(\\d{4}-\\d{2}-\\d{2})-[0-9a-f]{12}\\.parquet");

  private final Path root;
  private final ArchiveAccess access;

  ArchiveFolder(Path root, ArchiveAccess access) {
    this.root = root.toAbsolutePath();
    this.access = access;
  }

  /// Files that come and files that go with one transaction.
  record Changes(List<String> added, List<String> removed) {
    Changes {
      added = List.copyOf(added);
      removed = List.copyOf(removed);
    }

    boolean areNone() {
      return added.isEmpty() && removed.isEmpty();
    }
  }

  /// A name that no file has.
  static String newName(ArchiveSignal signal, LocalDate day) {
    String unique = UUID.randomUUID().toString();
    return "%s/%s-%s.parquet".formatted(signal.word(), day, unique.substring(24));
  }

  /// The day of a name.
  static LocalDate dayOf(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("name: " + name + " (expected: as " + NAME + ")");
    }
    return LocalDate.parse(matcher.group(2));
  }

  Path path(String name) {
    return root.resolve(name);
  }

  Path temporary(String name) {
    return root.resolve(name + TEMPORARY);
  }

  /// Makes the folder of a signal if there is none.
  void make(ArchiveSignal signal) throws IOException {
    Path folder = root.resolve(signal.word());
    if (!Files.isDirectory(folder)) {
      PrivateFolder.make(folder);
      access.syncFolder(root);
      Path above = root.getParent();
      if (above != null) {
        access.syncFolder(above);
      }
    }
  }

  /// Deletes what was being written under these names.
  void deleteTemporaries(Collection<String> names) throws IOException {
    access.delete(root.resolve(CHANGES + TEMPORARY));
    for (String name : names) {
      access.delete(temporary(name));
    }
  }

  /// Makes a file durable that was written under its temporary name.
  void sync(String name) throws IOException {
    access.sync(temporary(name));
  }

  /// Gives the added files their names, durably, and notes all changes before. The removed files
  /// stay until [#settle].
  void publish(Changes changes) throws IOException {
    List<String> lines = new ArrayList<>();
    changes.added.forEach(name -> lines.add("+" + name));
    changes.removed.forEach(name -> lines.add("-" + name));
    Path temporary = root.resolve(CHANGES + TEMPORARY);
    Files.write(temporary, lines);
    access.sync(temporary);
    access.move(temporary, root.resolve(CHANGES));
    access.syncFolder(root);
    for (String name : changes.added) {
      access.move(temporary(name), path(name));
    }
    syncFolders(changes.added);
  }

  /// What was noted and not settled; null for nothing.
  @Nullable Changes unsettled() throws IOException {
    Path file = root.resolve(CHANGES);
    if (!Files.exists(file)) {
      return null;
    }
    List<String> added = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      (line.startsWith("+") ? added : removed).add(line.substring(1));
    }
    return new Changes(added, removed);
  }

  /// Deletes what is left over, once it is known whether the transaction took place.
  void settle(Changes changes, boolean tookPlace) throws IOException {
    List<String> over = tookPlace ? changes.removed : changes.added;
    for (String name : over) {
      access.delete(path(name));
    }
    // else a crash of the machine could bring them back, and nobody would know what they are
    syncFolders(over);
    access.delete(root.resolve(CHANGES));
    access.syncFolder(root);
  }

  private void syncFolders(List<String> names) throws IOException {
    Set<Path> folders = new HashSet<>();
    for (String name : names) {
      Path folder = path(name).getParent();
      if (folder != null && folders.add(folder) && Files.isDirectory(folder)) {
        access.syncFolder(folder);
      }
    }
  }

  /// Deletes what was being written.
  void deleteTemporaries() throws IOException {
    access.delete(root.resolve(CHANGES + TEMPORARY));
    for (ArchiveSignal signal : ArchiveSignal.values()) {
      for (Path file : list(signal)) {
        if (file.toString().endsWith(".parquet" + TEMPORARY)) {
          access.delete(file);
        }
      }
    }
  }

  /// The files of a signal that are there, whoever put them there.
  List<String> names(ArchiveSignal signal) throws IOException {
    List<String> names = new ArrayList<>();
    for (Path file : list(signal)) {
      String name = signal.word() + "/" + file.getFileName();
      if (NAME.matcher(name).matches()) {
        names.add(name);
      }
    }
    return names;
  }

  private List<Path> list(ArchiveSignal signal) throws IOException {
    Path folder = root.resolve(signal.word());
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
