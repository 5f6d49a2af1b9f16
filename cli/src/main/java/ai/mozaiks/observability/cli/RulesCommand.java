// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import picocli.CommandLine.Command;

/// `mozaiks rules`: looks at rules and service levels; all but the backtest without a server.
@Command(
    name = "rules",
    description =
        "Checks, shows, tests, replays and exports alert rules and service levels. Only backtest needs "
            + "a running server.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    subcommands = {
      RulesCheckCommand.class,
      RulesShowCommand.class,
      RulesTestCommand.class,
      RulesBacktestCommand.class,
      RulesExportCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  mozaiks rules check rules.yml slos.yml             says what is wrong, with file and line",
      "  mozaiks rules show --rules rules.yml               all rules in force, and where they are",
      "  mozaiks rules test rules-test.yml                  events in shorthand, alerts expected",
      "  mozaiks rules backtest rules.yml --from 7d         when they would have fired",
      "  mozaiks rules export --prometheus /etc/prometheus  rule files, and tests for promtool"
    })
final class RulesCommand {}
