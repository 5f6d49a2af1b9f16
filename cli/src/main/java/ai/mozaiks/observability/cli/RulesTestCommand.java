// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.server.alerts.trial.RuleTestFile;
import ai.mozaiks.observability.server.config.ConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `mozaiks rules test`: runs tests of rules that their users wrote.
@Command(
    name = "test",
    description =
        "Runs tests of rules: events in shorthand, and which alerts are expected when. Days take "
            + "milliseconds.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all tests passed",
      "1:an alert was otherwise than expected, or a file cannot be read",
      "2:wrong usage, or mistakes in the files"
    })
final class RulesTestCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files of tests.")
  List<Path> files = List.of();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws ConfigurationException, CommandFailure {
    PrintWriter out = spec.commandLine().getOut();
    boolean passed = true;
    for (Path file : files) {
      for (RuleTestFile.Result result : read(file).run()) {
        boolean asExpected = result.differences().isEmpty();
        out.println((asExpected ? "passed: " : "FAILED: ") + result.test());
        result.differences().forEach(difference -> out.println("  " + difference));
        passed &= asExpected;
      }
    }
    out.flush();
    return passed ? 0 : 1;
  }

  private static RuleTestFile read(Path file) throws ConfigurationException, CommandFailure {
    try {
      return RuleTestFile.read(file);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          e.getMessage() + " does not exist; give the path of a file that does", e);
    } catch (IOException e) {
      throw new CommandFailure(
          file + " cannot be read (" + e + "); check that it is a readable file in UTF-8", e);
    }
  }
}
