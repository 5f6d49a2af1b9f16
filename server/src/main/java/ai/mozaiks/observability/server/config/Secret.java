// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// A password or key that stands outside the configuration, and is never part of any text that is
/// shown.
public sealed interface Secret {

  /// The secret itself.
  ///
  /// @throws IOException if its file cannot be read, or is empty; the message names the file
  String read() throws IOException;

  /// In a file, whose surrounding white space does not count. Read whenever it is needed, so that a
  /// new one is taken up without a restart.
  record InFile(Path file) implements Secret {
    public InFile {
      Objects.requireNonNull(file, "file");
    }

    @Override
    public String read() throws IOException {
      String text = Files.readString(file, StandardCharsets.UTF_8).strip();
      if (text.isEmpty()) {
        throw new IOException(file + ": empty (expected: a secret)");
      }
      return text;
    }
  }

  /// From an environment variable.
  record InEnvironment(String variable, String value) implements Secret {
    public InEnvironment {
      Objects.requireNonNull(variable, "variable");
      if (value.isBlank()) {
        throw new IllegalArgumentException(variable + ": empty (expected: a secret)");
      }
    }

    @Override
    public String read() {
      return value;
    }

    @Override
    public String toString() {
      return "InEnvironment[" + variable + "]";
    }
  }
}
