// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `mozaiks completion`: the script that completes commands, flags and files in bash and zsh.
@Command(
    name = "completion",
    description = "Prints the script that completes commands, flags and files in bash and zsh.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(mozaiks completion)                      for this shell, bash (4 or newer) or zsh",
      "  mozaiks completion > ~/.mozaiks-completion        for good: then have ~/.bashrc or ~/.zshrc",
      "                                                    say: source ~/.mozaiks-completion",
    })
final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    CommandLine mozaiks = spec.root().commandLine();
    PrintWriter out = spec.commandLine().getOut();
    out.print(AutoComplete.bash(spec.root().name(), mozaiks));
    out.flush();
    return 0;
  }
}
