// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /// Writes the files, and no others.
  ///
  /// @param force whether files that were changed by hand are replaced
  /// @throws IOException when a file cannot be written; those before it are
  public Outcome write(List<BundleFile> files, boolean force) throws IOException {
    Map<String, String> manifest = manifest();
    List<String> written = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    int same = 0;
    Files.createDirectories(folder);
    for (BundleFile file : files) {
      Path path = folder.resolve(file.path());
      String hash = hash(file.text());
      String present = Files.exists(path) ? hash(Files.readString(path)) : null;
      if (hash.equals(present)) {
        same++;
        manifest.put(file.path(), hash);
      } else if (present == null || force || present.equals(manifest.get(file.path()))) {
        write(path, file);
        written.add(file.path());
        manifest.put(file.path(), hash);
      } else {
        write(folder.resolve(file.path() + NEW), file);
        kept.add(file.path());
      }
    }
    Files.writeString(folder.resolve(MANIFEST), JSON.writeValueAsString(manifest) + "\n");
    return new Outcome(written, same, kept);
  }

  private static void write(Path path, BundleFile file) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, file.text());
    if (file.executable() && !path.toFile().setExecutable(true, false)) {
      throw new IOException(path + " cannot be made executable");
    }
  }

  /// Hashes of the files as they were written, by path; empty when there is no such list.
  private Map<String, String> manifest() throws IOException {
    Path file = folder.resolve(MANIFEST);
    Map<String, String> hashes = new TreeMap<>();
    if (Files.exists(file)) {
      try {
        JSON.readTree(Files.readString(file))
            .forEachEntry((path, hash) -> hashes.put(path, hash.asString("")));
      } catch (JacksonException _) {
        hashes.clear(); // then every file that differs counts as changed by hand
      }
    }
    return hashes;
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
