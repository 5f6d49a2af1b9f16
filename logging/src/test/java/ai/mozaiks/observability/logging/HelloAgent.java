// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A program that does nothing to set up its log, and ends at once.
public final class HelloAgent {

  private HelloAgent() {}

  public static void main(String[] args) {
    Logger log = LoggerFactory.getLogger("com.acme.Hello");
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              for (int i = 0; i < 100; i++) {
                log.info("said while the process ends");
              }
            }));
    log.info("hello");
    log.atInfo().addMarker(LogTopic.TOOLS.marker()).log("a tool");
    System.exit(0);
  }
}
