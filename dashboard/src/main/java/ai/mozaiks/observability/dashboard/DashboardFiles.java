// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The files of the web pages, as the build made them: one document for all pages, and the assets
/// it loads. Immutable, thread-safe.
///
/// Assets are named in the document with the version of all files behind them
/// (`/assets/main.js?v=…`), or have a hash of their content in their names, so browsers may keep
/// them for ever.
public final class DashboardFiles {
  private static final Pattern ASSET =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]*\\.(js|css|svg|woff2)");

  /// What the document names itself; whatever else is loaded is named after its content.
  private static final List<String> NAMED = List.of("main.js", "main.css", "theme.js", "icon.svg");

  private final byte[] document;
  private final String version;

  /// One file.
  ///
  /// @param contentType its media type
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Asset(String contentType, byte[] content) {}

  /// Reads the document.
  ///
  /// @throws IllegalStateException if the build left no pages
  public DashboardFiles() {
    MessageDigest digest = sha256();
    for (String name : NAMED) {
      digest.update(required("assets/" + name));
    }
    version = HexFormat.of().formatHex(digest.digest(), 0, 6);
    document =
        new String(required("index.html"), StandardCharsets.UTF_8)
            .replace("VERSION", version)
            .getBytes(StandardCharsets.UTF_8);
  }

  /// The document that all pages are, in UTF-8; a copy.
  public byte[] document() {
    return document.clone();
  }

  /// Changes whenever a file does.
  public String version() {
    return version;
  }

  /// An asset by its name without folders; empty if there is none.
  public Optional<Asset> asset(String name) {
    if (!ASSET.matcher(name).matches()) {
      return Optional.empty();
    }
    byte[] content = read("assets/" + name);
    return content == null ? Optional.empty() : Optional.of(new Asset(contentType(name), content));
  }

  private static String contentType(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "js" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "svg" -> "image/svg+xml";
      case "woff2" -> "font/woff2";
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static byte[] required(String path) {
    byte[] content = read(path);
    if (content == null) {
      throw new IllegalStateException(
          path + " is missing among the pages (expected: a build of the module dashboard)");
    }
    return content;
  }

  private static byte @Nullable [] read(String path) {
    try (InputStream in = DashboardFiles.class.getResourceAsStream(path)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
