// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.storage.LogSubject;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StoredLog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogDocumentTest {

  private static StoredLog log(
      String body, @Nullable String event, @Nullable String level, String attributes) {
    return new StoredLog(
        new RecordId(0x4f0c, 7),
        1_759_399_201_250_000_001L,
        0,
        17,
        level,
        event,
        "mozaiks.workflow",
        body,
        false,
        PartId.ofTrace("5b8efff798038103d269b633813fc60c"),
        0xeee19b7ec3c1b173L,
        new LogSubject("acme", "chat-1", "Generator", "planner", "ann"),
        attributes,
        false,
        1);
  }

  @Test
  void hasTheKeysOfTheGuide_inItsOrder() {
    String attributes =
        """
        {"code.function.name":"run","code.line.number":42,"code.file.path":"/srv/app/flow.py",\
        "code.namespace":"flow","exception.type":"ValueError","exception.message":"bad",\
        "exception.stacktrace":"Traceback\\n  line 1","duration_sec":1.5,"emoji":"x"}\
        """;
    assertThat(LogDocument.line(log("order failed", null, "error", attributes)))
        .isEqualTo(
            """
            {"ts":"2025-10-02T10:00:01.250000001+00:00","level":"ERROR","logger":"mozaiks.workflow",\
            "msg":"order failed","mod":"flow","fn":"run","line":42,"file":"flow.py",\
            "path":"/srv/app/flow.py","source":"flow.py:42 run","emoji":"x","chat_id":"chat-1",\
            "app_id":"acme","workflow_name":"Generator","agent_name":"planner","user_id":"ann",\
            "trace_id":"5b8efff798038103d269b633813fc60c","span_id":"eee19b7ec3c1b173",\
            "exception":{"type":"ValueError","message":"bad","trace":["Traceback","  line 1"]},\
            "extra":{"duration_sec":1.5},"record_id":"0000000000004f0c0000000000000007"}\
            """);
  }

  @Test
  void whatIsUnknownIsLeftOut_andAnEventWithoutTextIsNamed() {
    StoredLog bare =
        new StoredLog(
            new RecordId(-1, -1),
            0,
            0,
            0,
            null,
            "agent_turn",
            null,
            "",
            false,
            null,
            0,
            new LogSubject("shop", null, null, null, null),
            "{}",
            false,
            1);
    assertThat(LogDocument.line(bare))
        .isEqualTo(
            """
            {"ts":"1970-01-01T00:00:00+00:00","msg":"agent_turn","event":"agent_turn",\
            "app_id":"shop","record_id":"ffffffffffffffffffffffffffffffff"}\
            """);
  }

  @Test
  void levelComesFromTheNumberWhereThereIsNoWord() {
    assertThat(LogDocument.line(log("x", null, null, "{}"))).contains("\"level\":\"ERROR\"");
  }

  @Test
  void aLineThatIsNoNumber_staysAmongTheRest() {
    assertThat(LogDocument.line(log("x", null, null, "{\"line\":\"GET / HTTP\"}")))
        .contains("\"extra\":{\"line\":\"GET / HTTP\"}");
  }

  @Test
  void isOneLine_whateverTheTextHolds() {
    String text = "a\nb\r\u2028\u0000\ud800 \"quoted\" \\";
    String line = LogDocument.line(log(text, null, null, "{}"));
    assertThat(line).doesNotContain("\n").doesNotContain("\r");
    assertThat(LogDocument.forIndex(log("x", null, null, "{}")))
        .asString(java.nio.charset.StandardCharsets.UTF_8)
        .startsWith("{\"@timestamp\":\"2025-10-02T10:00:01.250000001+00:00\",\"ts\":");
  }

  @Test
  void whatIsTooLongForATerm_standsApartForAnIndex_andOnlyThere() {
    String attributes = "{\"short\":\"s\",\"long\":\"" + "x".repeat(40_000) + "\"}";
    assertThat(LogDocument.forIndex(log("x", null, null, attributes)))
        .asString(java.nio.charset.StandardCharsets.UTF_8)
        .contains("\"extra\":{\"short\":\"s\"}")
        .contains("\"extra_long\":{\"long\":\"xxx");
    assertThat(LogDocument.line(log("x", null, null, attributes))).doesNotContain("extra_long");
  }

  @Test
  void attributesThatCannotBeRead_areShippedAsText() {
    String deep = "{\"a\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}";
    assertThat(LogDocument.line(log("x", null, null, deep)))
        .contains("\"extra\":{\"attributes\":\"{");
  }
}
