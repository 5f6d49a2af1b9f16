// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;

/// Commands of `mozaiks`, run in this process, and what the last of them said.
final class CommandRuns {
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  /// Runs one.
  ///
  /// @param line what stands behind `mozaiks`
  /// @return its exit status
  int run(String... line) {
    out = new StringWriter();
    err = new StringWriter();
    return Mozaiks.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(line);
  }

  /// Runs one that asks a server.
  ///
  /// @param command its name, such as `rules backtest`
  int runAt(TestServer server, String command, String... arguments) {
    return run(
        Stream.of(
                Stream.of(command.split(" ")),
                Stream.of("--url", server.url()),
                Stream.of(arguments))
            .flatMap(words -> words)
            .toArray(String[]::new));
  }

  /// What the last one wrote to standard output.
  String out() {
    return out.toString();
  }

  /// What the last one wrote to standard error.
  String err() {
    return err.toString();
  }
}
