// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import picocli.CommandLine.Command;

/// `mozaiks alerts`: what can be done about alerts.
@Command(
    name = "alerts",
    description = "Tries how people are told of alerts.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    subcommands = AlertsTestCommand.class,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  mozaiks alerts test                 a marked test through every channel",
      "  mozaiks alerts test --channel ops   through one of them"
    })
final class AlertsCommand {}
