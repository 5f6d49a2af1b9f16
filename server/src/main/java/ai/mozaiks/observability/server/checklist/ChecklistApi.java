// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/checklist`. Thread-safe.
public final class ChecklistApi {
  private final Checklist checklist;

  public ChecklistApi(Checklist checklist) {
    this.checklist = checklist;
  }

  public void addTo(Router.Builder routes) {
    routes.get("/api/checklist", this::checklist);
  }

  private Answer checklist(Request request) throws Refusal, InterruptedException {
    request.allowParameters("section", "format");
    GuideSection section = section(request.queryParameter("section"));
    Checklist.Reading reading = checklist.read();
    if (section != null) {
      reading =
          new Checklist.Reading(
              reading.at(),
              reading.checks().stream().filter(each -> each.section() == section).toList());
    }
    ObjectNode body = AnswerJson.MAPPER.createObjectNode();
    body.put("at", reading.at().toString());
    ObjectNode summary = body.putObject("summary");
    for (Check.State state : Check.State.values()) {
      summary.put(state.word(), reading.count(state));
    }
    ArrayNode checks = body.putArray("checks");
    reading.checks().forEach(each -> put(checks.addObject(), each));
    return Answer.json(AnswerJson.MAPPER.writeValueAsBytes(body));
  }

  private static @Nullable GuideSection section(@Nullable String word) throws Refusal {
    if (word == null) {
      return null;
    }
    GuideSection section = GuideSection.of(word).orElse(null);
    if (section == null) {
      throw Refusal.of(
          400, "section: " + word + " (expected: one of " + GuideSection.words() + ")");
    }
    return section;
  }

  /// Names are kept for ever: dashboards and scripts are written against them.
  public static void put(ObjectNode node, Check check) {
    node.put("id", check.id())
        .put("title", check.title())
        .put("section", check.section().word())
        .put("section_title", check.section().title())
        .put("state", check.state().word())
        .put("evidence", check.evidence())
        .put("next_step", check.nextStep())
        .put("docs", check.docs());
  }
}
