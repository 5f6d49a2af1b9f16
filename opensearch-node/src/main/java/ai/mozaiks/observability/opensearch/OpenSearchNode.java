// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.opensearch;

import java.io.IOException;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/// One node on the loopback, until its standard input ends.
public final class OpenSearchNode {
  /// What it prints when it answers.
  public static final String READY = "ready";

  private OpenSearchNode() {}

  /// Runs the node.
  ///
  /// @param arguments the folder of its data, its port for HTTP, and one for other nodes
  public static void main(String[] arguments) throws IOException {
    OpenSearchRunner runner = new OpenSearchRunner();
    runner
        .onBuild((_, settings) -> {
          settings.put("network.host", "127.0.0.1");
          settings.put("http.port", arguments[1]);
          settings.put("transport.port", arguments[2]);
          settings.put("discovery.type", "single-node");
          settings.putList("discovery.seed_hosts");
          settings.putList("node.roles", "cluster_manager", "data", "ingest");
          // A nearly full disk of a test machine is no reason to refuse data.
          settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
        })
        .build(
            OpenSearchRunner.newConfigs()
                .basePath(arguments[0])
                .numOfNode(1)
                .clusterName("test")
                .disableESLogger());
    System.out.println(READY);
    while (System.in.read() >= 0) {}
    runner.close();
    System.exit(0);
  }
}
