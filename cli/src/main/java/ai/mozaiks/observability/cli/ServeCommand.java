// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.server.Server;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `mozaiks serve`: the server, until it is stopped.
@Command(
    name = "serve",
    description = "Runs the server until it is stopped (Ctrl-C or SIGTERM).",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    sortOptions = false,
    footerHeading =
        "%nEvery flag is also an environment variable (--grpc-port: MOZAIKS_GRPC_PORT) "
            + "and a key of the%nconfiguration file (grpc_port). docs/configuration.md lists all keys.%n"
            + "%nExamples:%n",
    footer = {
      "  mozaiks serve --port 9000 --data /var/lib/mozaiks",
      "  mozaiks serve --host 0.0.0.0 --config /etc/mozaiks/server.yml",
      "  MOZAIKS_STORAGE_RETENTION=90d mozaiks serve --grpc-port off"
    })
final class ServeCommand implements Callable<Integer> {

  @Mixin ServerOptions options = new ServerOptions();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    ServerConfig config = options.read(System.getenv(), Map.of());
    Server server = ServerStart.start(config);
    StopSignal stop = StopSignal.onStop(server::close);
    Addresses.of(config, server)
        .print(
            spec.commandLine().getOut(),
            "Mozaiks Observability " + Mozaiks.Version.text() + " is running.",
            switch (config.storage()) {
              case StorageConfig.Embedded _ -> config.data().toAbsolutePath().toString();
              case StorageConfig.Memory _ -> null;
            });
    stop.await();
    return 0;
  }
}
