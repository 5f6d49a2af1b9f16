// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The folder that a bundle is written to. It knows which files it wrote, so that what somebody
/// changed by hand is never lost: the new file is put beside it.
public final class BundleFolder {
  /// Ends the name of a file that stands beside one that was changed by hand.
  public static final String NEW = ".new";

  /// Ends the name of a copy of a file that was changed by hand and had to be replaced.
  public static final String OLD = ".old";

  private static final String MANIFEST = ".bundle-manifest.json";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path folder;

  public BundleFolder(Path folder) {
    this.folder = folder;
  }

  /// What became of the files.
  ///
  /// @param written paths of those that are new or other than before
  /// @param same how many were so already
  /// @param kept paths of those that somebody changed; the new ones end in [#NEW]
  public record Outcome(List<String> written, int same, List<String> kept) {
    public Outcome {
      written = List.copyOf(written);
      kept = List.copyOf(kept);
    }
  }

  /// Writes the files, and no others. Each is there whole or as it was before, and known as written
  /// from then on, however this ends.
  ///
  /// @param force whether files that were changed by hand are replaced
  /// @throws IOException when a file cannot be written, which it names; those before it are
  public Outcome write(List<BundleFile> files, boolean force) throws IOException {
    Files.createDirectories(folder);
    Map<String, String> manifest = manifest();
    List<String> written = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    int same = 0;
    for (BundleFile file : files) {
      Path path = folder.resolve(file.path());
      String hash = hash(file.text().getBytes(UTF_8));
      String present = Files.exists(path) ? hash(Files.readAllBytes(path)) : null;
      if (hash.equals(present)) {
        same++;
        makeExecutable(path, file);
      } else if (present == null || force || present.equals(manifest.get(file.path()))) {
        write(path, file);
        written.add(file.path());
      } else {
        write(folder.resolve(file.path() + NEW), file);
        kept.add(file.path());
        continue;
      }
      if (!hash.equals(manifest.put(file.path(), hash))) {
        replace(folder.resolve(MANIFEST), JSON.writeValueAsString(manifest) + "\n");
      }
    }
    return new Outcome(written, same, kept);
  }

  /// Lets [#write] replace a file that was changed by hand, after a copy was made whose name ends
  /// in [#OLD].
  ///
  /// @return whether there was such a file
  public boolean setAside(String name) throws IOException {
    Path path = folder.resolve(name);
    Map<String, String> manifest = manifest();
    String present = Files.exists(path) ? hash(Files.readAllBytes(path)) : null;
    if (present == null || present.equals(manifest.put(name, present))) {
      return false;
    }
    Files.copy(path, folder.resolve(name + OLD), REPLACE_EXISTING);
    replace(folder.resolve(MANIFEST), JSON.writeValueAsString(manifest) + "\n");
    return true;
  }

  private static void write(Path path, BundleFile file) throws IOException {
    Files.createDirectories(path.getParent());
    replace(path, file.text());
    makeExecutable(path, file);
  }

  private static void makeExecutable(Path path, BundleFile file) throws IOException {
    if (file.executable()
        && !Files.isExecutable(path)
        && !path.toFile().setExecutable(true, false)) {
      throw new IOException(path + " cannot be made executable");
    }
  }

  /// A link stays one: what it leads to is replaced. So do the permissions that somebody gave.
  private static void replace(Path path, String text) throws IOException {
    Path place = Files.exists(path) ? path.toRealPath() : path;
    Path part = place.resolveSibling("." + place.getFileName() + ".part");
    Files.writeString(part, text);
    try {
      PosixFileAttributeView view = Files.getFileAttributeView(place, PosixFileAttributeView.class);
      if (view != null && Files.exists(place)) {
        Files.setPosixFilePermissions(part, view.readAttributes().permissions());
      }
      Files.move(part, place, ATOMIC_MOVE, REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }

  /// Hashes of the files as they were written, by path; empty when there is no such list.
  private Map<String, String> manifest() throws IOException {
    Path file = folder.resolve(MANIFEST);
    Map<String, String> hashes = new TreeMap<>();
    if (Files.exists(file)) {
      try {
        JSON.readTree(Files.readAllBytes(file))
            .forEachEntry((path, hash) -> hashes.put(path, hash.asString("")));
      } catch (JacksonException _) {
        hashes.clear(); // then every file that differs counts as changed by hand
      }
    }
    return hashes;
  }

  private static String hash(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
