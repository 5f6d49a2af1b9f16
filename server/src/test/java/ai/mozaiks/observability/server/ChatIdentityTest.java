// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static ai.mozaiks.observability.server.normalise.TestSpan.chat;
import static ai.mozaiks.observability.server.normalise.TestSpan.operation;
import static ai.mozaiks.observability.server.normalise.TestSpan.plain;
import static ai.mozaiks.observability.server.normalise.TestSpan.run;
import static ai.mozaiks.observability.server.normalise.TestSpan.traceId;
import static ai.mozaiks.observability.server.normalise.TestSpan.turn;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ChatKeyConfig;
import ai.mozaiks.observability.server.config.LimitsConfig;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.normalise.TestSpan;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Which chat spans end up in, as it is seen from outside: when ids come late, in several traces,
/// in one another, or under the operator's own key; over a restart and when memory let the chat go.
class ChatIdentityTest {
  private static final String CONVERSATION = "gen_ai.conversation.id";

  @TempDir Path data;
  private Server server;
  private HttpPeer peer;

  @BeforeEach
  void start() throws Exception {
    start(config -> config);
  }

  private void start(UnaryOperator<ServerConfig.Builder> change) throws Exception {
    server =
        Server.start(
            change
                .apply(
                    ServerConfig.defaults(data).toBuilder()
                        .port(0)
                        .grpcPort(ServerConfig.OFF)
                        .otlpPort(ServerConfig.OFF))
                .build());
    peer = new HttpPeer(server.port());
  }

  @AfterEach
  void stop() {
    peer.close();
    server.close();
  }

  private void restart(UnaryOperator<ServerConfig.Builder> change) throws Exception {
    stop();
    start(change);
  }

  private void send(TestSpan... spans) throws Exception {
    HttpResponse<byte[]> answer = peer.send(TestSpan.request(spans), true);
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  private JsonNode found(String chatId) throws Exception {
    HttpResponse<String> answer = peer.get("/metrics/perf/chats/" + chatId.replace(":", "%3A"));
    assertThat(answer.statusCode()).as("%s: %s", chatId, answer.body()).isEqualTo(200);
    return peer.json("/metrics/perf/chats/" + chatId.replace(":", "%3A"));
  }

  private void expect(String asked, String chatId, long promptTokens) throws Exception {
    JsonNode chat = found(asked);
    assertThat(chat.get("chat_id").asString()).isEqualTo(chatId);
    assertThat(chat.get("prompt_tokens").asLong()).isEqualTo(promptTokens);
  }

  private static String provisional(long trace) {
    return "trace:" + traceId(trace);
  }

  @Test
  void provisionalChatIsRenamed_andItsOldIdAnswersForEver() throws Exception {
    send(chat(2).inTrace(1).under(1).usage(10, 1));
    expect(provisional(1), provisional(1), 10);

    send(turn(1, "a").inTrace(1).with(CONVERSATION, "c-1"));

    expect("c-1", "c-1", 10);
    expect(provisional(1), "c-1", 10);
    assertThat(peer.json("/metrics/perf/chats")).hasSize(1);
    restart(config -> config);
    expect(provisional(1), "c-1", 10);
    assertThat(peer.json("/metrics/perf/chats")).hasSize(1);
  }

  @Test
  void provisionalChatIsMergedIntoTheOneThatIsThere() throws Exception {
    send(
        turn(1, "a").inTrace(1).with(CONVERSATION, "c-1"), chat(2).inTrace(1).under(1).usage(1, 1));
    send(chat(2).inTrace(2).under(1).usage(20, 1));
    assertThat(peer.json("/metrics/perf/chats")).hasSize(2);

    send(turn(1, "a").inTrace(2).with(CONVERSATION, "c-1"));

    expect("c-1", "c-1", 21);
    expect(provisional(1), "c-1", 21);
    expect(provisional(2), "c-1", 21);
    assertThat(peer.json("/metrics/perf/chats")).hasSize(1);
    restart(config -> config);
    expect(provisional(2), "c-1", 21);
  }

  @Test
  void oldIdAnswers_whenMemoryLetTheChatGo() throws Exception {
    restart(config -> config.limits(withLiveChats(10)));
    send(chat(2).inTrace(1).under(1).usage(10, 1));
    send(turn(1, "a").inTrace(1).with(CONVERSATION, "c-1"));
    for (int trace = 100; trace < 140; trace++) {
      send(turn(1, "a").inTrace(trace).with(CONVERSATION, "other-" + trace));
    }
    awaitLiveChats(10);
    assertThat(peer.json("/metrics/perf/chats").valueStream().map(c -> c.get("chat_id").asString()))
        .doesNotContain("c-1");

    expect("c-1", "c-1", 10);
    expect(provisional(1), "c-1", 10);
  }

  private static LimitsConfig withLiveChats(int most) {
    LimitsConfig usual = LimitsConfig.DEFAULT;
    return new LimitsConfig(
        usual.requestBytes(),
        usual.inFlightBytes(),
        usual.pendingBytes(),
        usual.itemsPerRequest(),
        usual.attributesPerSpan(),
        usual.attributeBytes(),
        usual.eventsPerSpan(),
        usual.linksPerSpan(),
        usual.spansPerTrace(),
        usual.eventsPerChat(),
        usual.maxMovingRecords(),
        most,
        usual.maxLabelValues(),
        usual.maxStoredLogs(),
        usual.maxStoredPoints());
  }

  private void awaitLiveChats(int most) throws Exception {
    Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
    while (peer.json("/metrics/perf/chats").size() > most && Instant.now().isBefore(deadline)) {
      Thread.sleep(50);
    }
    assertThat(peer.json("/metrics/perf/chats").size()).isLessThanOrEqualTo(most);
  }

  @Test
  void chatSpansManyTraces_andEachOfTheirIdsAnswers() throws Exception {
    for (int trace = 1; trace <= 40; trace++) { // more than the 32 that a chat lists
      send(chat(1).inTrace(trace).usage(10, 1).with(CONVERSATION, "long"));
    }

    expect("long", "long", 400);
    for (int trace : new int[] {1, 32, 33, 40}) {
      expect(provisional(trace), "long", 400);
    }
    assertThat(found("long").get("trace_ids")).hasSize(32);
  }

  @Test
  void conversationWithinAConversationNamesItsParent_andIsCountedOnce() throws Exception {
    send(
        operation(1, "conversation").inTrace(1).with(CONVERSATION, "outer"),
        turn(2, "a").inTrace(1).under(1),
        chat(3).inTrace(1).under(2).usage(1, 1),
        operation(4, "conversation").inTrace(1).under(2).with(CONVERSATION, "inner"),
        turn(5, "b").inTrace(1).under(4),
        chat(6).inTrace(1).under(5).usage(20, 2),
        operation(7, "conversation").inTrace(1).under(5).with(CONVERSATION, "innermost"),
        chat(8).inTrace(1).under(7).usage(300, 3));

    for (int start = 0; start < 2; start++) {
      expect("outer", "outer", 1);
      expect("inner", "inner", 20);
      expect("innermost", "innermost", 300);
      assertThat(found("outer").get("parent_chat_id").isNull()).isTrue();
      assertThat(found("inner").get("parent_chat_id").asString()).isEqualTo("outer");
      assertThat(found("innermost").get("parent_chat_id").asString()).isEqualTo("outer");
      expect(provisional(1), "outer", 1);
      assertThat(peer.json("/metrics/perf/aggregate").get("total_prompt_tokens").asLong())
          .isEqualTo(321);
      restart(config -> config);
    }
  }

  @Test
  void falseIdsAreNoChats() throws Exception {
    send(chat(1).inTrace(1).with(CONVERSATION, "resp_123"));
    send(
        turn(1, "a").inTrace(2),
        chat(2).inTrace(2).under(1).with("gen_ai.response.id", "chatcmpl-1"),
        chat(3).inTrace(2).under(1).with(CONVERSATION, "chatcmpl-1"));
    send(chat(1).inTrace(3).with("mcp.session.id", "transport"));
    send(chat(1).inTrace(4).with("langsmith.trace.session_id", "project"));
    send(operation(1, "realtime").inTrace(5).with(CONVERSATION, "sess_line"));
    send(
        plain(1).inTrace(6).with("session.id", "visit").resource("telemetry.sdk.language", "webjs"),
        chat(2).inTrace(6).under(1));

    assertThat(peer.json("/metrics/perf/chats").valueStream().map(c -> c.get("chat_id").asString()))
        .containsExactlyInAnyOrder(
            provisional(1),
            provisional(2),
            provisional(3),
            provisional(4),
            provisional(5),
            provisional(6));
  }

  @Test
  void keyOfAnAppCounts_whicheverSpanTellsTheApp() throws Exception {
    restart(config ->
        config.chatKeys(new ChatKeyConfig("thread.everywhere", Map.of("acme", "thread.of.acme"))));
    send(
        chat(2)
            .inTrace(1)
            .under(1)
            .usage(10, 1)
            .with("thread.of.acme", "t-1")
            .with("thread.everywhere", "e-1")
            .with(CONVERSATION, "c-1")
            .resource("service.name", "worker"));
    expect("e-1", "e-1", 10); // as far as is known, it is the app "worker"

    send(run(1).inTrace(1).with("mozaiks.app_id", "acme").resource("service.name", "gateway"));

    expect("t-1", "t-1", 10);
    assertThat(found("t-1").get("app_id").asString()).isEqualTo("acme");
    assertThat(peer.json("/metrics/perf/chats")).hasSize(1);
  }

  @Test
  void sessionAndUserAreThoseOfAnySpanOfTheTrace() throws Exception {
    send(
        run(1).inTrace(1),
        chat(2).inTrace(1).under(1).usage(10, 1),
        plain(3).inTrace(1).under(2).with("session.id", "s-1").with("user.id", "u-1"));

    expect("s-1", "s-1", 10);
    assertThat(found("s-1").get("user_id").asString()).isEqualTo("u-1");
  }
}
