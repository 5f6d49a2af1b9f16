// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import picocli.CommandLine.Command;

/// `mozaiks rules`: looks at rules and service levels, without a server.
@Command(
    name = "rules",
    description =
        "Checks, shows, tests and exports alert rules and service levels; needs no server.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    subcommands = {
      RulesCheckCommand.class,
      RulesShowCommand.class,
      RulesTestCommand.class,
      RulesExportCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  mozaiks rules check rules.yml slos.yml             says what is wrong, with file and line",
      "  mozaiks rules show --rules rules.yml               all rules in force, and where they are",
      "  mozaiks rules test rules-test.yml                  events in shorthand, alerts expected",
      "  mozaiks rules export --prometheus /etc/prometheus  rule files, and tests for promtool"
    })
final class RulesCommand {}
