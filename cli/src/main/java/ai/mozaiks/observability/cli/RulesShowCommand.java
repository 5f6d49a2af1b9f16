// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.alerts.rules.RuleHead;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.alerts.slo.Slo;
import ai.mozaiks.observability.server.config.ConfigurationException;
import ai.mozaiks.observability.server.config.DurationText;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `mozaiks rules show`: all rules and service levels in force, and where they are written.
@Command(
    name = "show",
    description = "Shows all rules and service levels in force, and where they are written.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class)
final class RulesShowCommand implements Callable<Integer> {
  @Mixin RuleFileOptions files = new RuleFileOptions();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws ConfigurationException, CommandFailure {
    RuleSet set = files.read();
    PrintWriter out = spec.commandLine().getOut();
    String row = "%-28s %-10s %-9s %-5s %s%n";
    out.printf(row, "RULE", "KIND", "SEVERITY", "FOR", "SOURCE");
    for (Rule rule : set.rules()) {
      RuleHead head = rule.head();
      out.printf(
          row,
          head.name(),
          rule.kind(),
          head.severity().word(),
          DurationText.write(head.pending()),
          head.source());
    }
    out.printf("%n%-28s %-10s %-15s %s%n", "SERVICE LEVEL", "TARGET", "WINDOW", "SOURCE");
    for (Slo slo : set.slos()) {
      out.printf(
          "%-28s %-10s %-15s %s%n",
          slo.name(),
          java.math.BigDecimal.valueOf(slo.target())
                  .movePointRight(2)
                  .stripTrailingZeros()
                  .toPlainString()
              + " %",
          DurationText.write(slo.window()),
          slo.source());
    }
    out.flush();
    return 0;
  }
}
