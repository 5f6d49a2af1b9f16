// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.cli.explaining.ExplainClient;
import ai.mozaiks.observability.cli.explaining.ExplainedText;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `mozaiks explain`: asks a running server how it reads files, as one set.
@Command(
    name = "explain",
    description =
        "Shows how a running server reads files of OTLP requests (traces, logs, metrics; JSON or "
            + "protobuf, plain or gzip): what each span is, which chat it belongs to, what is counted, "
            + "what is not, and the rule that decided. Nothing is taken in. All files together are "
            + "explained as one set, so a trace may lie in several.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:explained",
      "1:a file cannot be read or holds no OTLP, or the server does not answer",
      "2:wrong usage"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mozaiks explain traces.json",
      "  mozaiks explain request-*.otlp.json       as one set",
      "  mozaiks explain --fields traces.json      with the attribute behind each field",
      "  mozaiks explain --json spans.pb.gz | jq ."
    })
final class ExplainCommand implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files; - is the standard input.")
  List<String> files = List.of();

  @Mixin ServerAddress server = new ServerAddress();

  @Option(names = "--fields", description = "Also shows which attribute told each field.")
  boolean fields;

  @Option(
      names = "--json",
      description = "Prints the server's answer as it is: all there is to say.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    try (ExplainClient client = new ExplainClient(server.url)) {
      String answer = client.explain(files, System.in);
      spec.commandLine().getOut().println(json ? answer : new ExplainedText(fields).of(answer));
    }
    return 0;
  }
}
