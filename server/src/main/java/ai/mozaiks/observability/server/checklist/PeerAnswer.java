// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// What a program beside this server answered.
///
/// @param body its whole text
/// @param ahead by how much its clock is ahead of ours, to about a second; null if it did not say
record PeerAnswer(int status, String body, @Nullable Duration ahead) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// The body as JSON; a missing node if it is none.
  JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (JacksonException _) {
      return MissingNode.getInstance();
    }
  }

  boolean isOk() {
    return status == 200;
  }

  /// Whether it wants somebody to log in.
  boolean wantsLogin() {
    return status == 401 || status == 403;
  }
}
