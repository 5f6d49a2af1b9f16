// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.logging.AgentLogging;
import ai.mozaiks.observability.server.Server;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.ownlog.OwnLog;
import ai.mozaiks.observability.storage.StorageException;
import java.io.IOException;

/// Starts a server for a command, and says in one sentence why it cannot.
final class ServerStart {

  private ServerStart() {}

  /// Starts a server.
  ///
  /// @throws CommandFailure if it cannot start, with the sentence to show
  static Server start(ServerConfig config) throws CommandFailure {
    AgentLogging.redactWith(config.redaction().redactor());
    OwnLog ownLog = new OwnLog();
    OwnLogAppender.attach(ownLog, config.logging());
    try {
      return Server.start(config, ownLog);
    } catch (IOException | StorageException e) {
      ownLog.close();
      throw new CommandFailure("the server does not start: " + sentence(e), e);
    }
  }

  private static String sentence(Exception e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.toString() : message.strip();
  }
}
