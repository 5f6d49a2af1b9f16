// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import ai.mozaiks.observability.storage.ContentKind;
import java.util.ArrayList;
import java.util.List;

/// AG2's waiting for a human: what the agent asked, and what was answered.
final class HumanInputForm implements ContentForm {
  private static final String PROMPT = "ag2.human_input.prompt";
  private static final String RESPONSE = "ag2.human_input.response";

  @Override
  public boolean owns(String key) {
    return key.equals(PROMPT) || key.equals(RESPONSE);
  }

  @Override
  public List<Said> read(ContentSource source) {
    List<Said> said = new ArrayList<>();
    for (Said prompt : Messages.value(source.plain(PROMPT), ContentKind.INPUT, null)) {
      said.add(new Said(prompt.kind(), "assistant", null, false, prompt.text()));
    }
    for (Said response : Messages.value(source.plain(RESPONSE), ContentKind.OUTPUT, null)) {
      said.add(new Said(response.kind(), "user", null, false, response.text()));
    }
    return said;
  }
}
