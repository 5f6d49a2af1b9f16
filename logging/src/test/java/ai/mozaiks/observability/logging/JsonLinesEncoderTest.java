// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonLinesEncoderTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static JsonNode read(String line) {
    assertThat(line).endsWith("\n");
    String json = line.substring(0, line.length() - 1);
    // no line break in Java's, Python's or JavaScript's reading of the word
    assertThat(json).doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]");
    return JSON.readTree(json);
  }

  @Example
  void hasTheKeysOfTheReferenceInTheirOrder() {
    LoggingEvent event = Lines.event("core.startup", Level.WARN, "disk nearly full");
    event.addKeyValuePair(new KeyValuePair("free_bytes", 12));
    JsonNode line = read(Lines.json(event));
    assertThat(line.propertyNames())
        .containsExactly(
            "ts", "level", "logger", "msg", "mod", "fn", "line", "file", "path", "source", "emoji",
            "extra");
    assertThat(line.path("ts").asString()).isEqualTo("2025-10-02T10:00:00.123456+00:00");
    assertThat(line.path("level").asString()).isEqualTo("WARNING");
    assertThat(line.path("mod").asString()).isEqualTo("Planner");
    assertThat(line.path("fn").asString()).isEqualTo("plan");
    assertThat(line.path("line").asInt()).isEqualTo(42);
    assertThat(line.path("path").asString()).isEqualTo("com/acme/agents/Planner.java");
    assertThat(line.path("source").asString()).isEqualTo("Planner.java:42 plan");
  }

  @Example
  void saysNoExtraAndNoExceptionWhereThereAreNone() {
    JsonNode line = read(Lines.json(Lines.event("core", Level.INFO, "up")));
    assertThat(line.has("extra")).isFalse();
    assertThat(line.has("exception")).isFalse();
  }

  @Example
  void findsTheCallerOnTheThreadThatLogs() {
    LoggingEvent event =
        new LoggingEvent("", Lines.context().getLogger("x"), Level.INFO, "here", null, null);
    JsonNode line = read(Lines.json(event));
    // Lines is the first class on the stack that is none of the library's
    assertThat(line.path("file").asString()).isEqualTo("Lines.java");
    assertThat(line.path("fn").asString()).isEqualTo("json");
  }

  @Property(tries = 2_000)
  void isOneLineThatGivesTheMessageBack_whateverItHolds(@ForAll String message) {
    JsonNode line = read(Lines.json(Lines.event("core", Level.INFO, message)));
    String expected =
        Redactor.standard()
            .redact(new String(message.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    // a lone surrogate is U+FFFD here, `?` in Java's own conversion
    assertThat(line.path("msg").asString().replace('\ufffd', '?'))
        .isEqualTo(expected.replace('\ufffd', '?'));
  }

  @Example
  void isOneLine_forEveryCharacterThereIs() {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c <= 0xffff; c++) {
      all.append((char) c).append(' ');
    }
    JsonNode line = read(Lines.json(Lines.event("core", Level.INFO, all.toString())));
    String read = line.path("msg").asString();
    for (int c = 0; c <= 0xffff; c++) {
      char expected = Character.isSurrogate((char) c) ? '\ufffd' : (char) c;
      assertThat(read.charAt(2 * c)).isEqualTo(expected);
    }
  }

  @Example
  void masksSecretsInMessagePairsContextAndException() {
    String key = "sk-proj-" + "Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z";
    LoggingEvent event =
        Lines.event(
            "core",
            Level.ERROR,
            "calling with " + key,
            new IllegalStateException("refused " + key, new RuntimeException("inner " + key)));
    event.addKeyValuePair(new KeyValuePair("api_key", "short"));
    event.addKeyValuePair(new KeyValuePair("password", 987654321));
    event.addKeyValuePair(
        new KeyValuePair("nested", Map.of("list", List.of(Map.of("token_url", "x", "note", key)))));
    event.addKeyValuePair(new KeyValuePair("command", List.of("login", "--password", "hunter22")));
    event.addKeyValuePair(
        new KeyValuePair("header", Map.of("name", "password", "value", "hunter22")));
    event.addKeyValuePair(new KeyValuePair("prompt_tokens", 120));
    event.setMDCPropertyMap(Map.of("auth", "Bearer " + key));
    String line = Lines.json(event);
    assertThat(line)
        .doesNotContain("hunter22")
        .doesNotContain(key)
        .doesNotContain("short")
        .doesNotContain("987654321");
    JsonNode read = read(line);
    assertThat(read.path("extra").path("prompt_tokens").asInt()).isEqualTo(120);
    assertThat(read.path("exception").path("type").asString())
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(read.path("exception").path("trace").valueStream().map(JsonNode::asString))
        .anyMatch(text -> text.startsWith("Caused by: java.lang.RuntimeException: inner "));
  }

  @Example
  void cutsTheMessageAfterMasking_andNeverWithinACharacter() {
    JsonLinesEncoder encoder = new JsonLinesEncoder();
    encoder.setTruncateLimit(5);
    encoder.start();
    LoggingEvent event = Lines.event("core", Level.INFO, "abcd😀efg");
    String line = new String(encoder.encode(event), StandardCharsets.UTF_8);
    assertThat(read(line).path("msg").asString()).isEqualTo("abcd...<truncated>");
  }

  @Example
  void writesNumbersAsNumbers_andWhatJsonCannotHoldAsText() {
    LoggingEvent event = Lines.event("core", Level.INFO, "numbers");
    event.addKeyValuePair(new KeyValuePair("cost_usd", new java.math.BigDecimal("0.000123")));
    event.addKeyValuePair(new KeyValuePair("ratio", Double.NaN));
    event.addKeyValuePair(new KeyValuePair("flag", true));
    event.addKeyValuePair(new KeyValuePair("none", null));
    event.addKeyValuePair(new KeyValuePair("array", new int[] {1, 2}));
    JsonNode extra = read(Lines.json(event)).path("extra");
    assertThat(extra.toString())
        .isEqualTo(
            "{\"cost_usd\":1.23E-4,\"ratio\":\"NaN\",\"flag\":true,\"none\":null,\"array\":[1,2]}");
  }

  @Example
  void survivesObjectsThatFailOrContainThemselves() {
    LoggingEvent event = Lines.event("core", Level.INFO, "odd");
    List<Object> self = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      self.add(self);
    }
    Map<Object, Object> map = new HashMap<>();
    map.put(null, self);
    event.addKeyValuePair(new KeyValuePair("self", self));
    event.addKeyValuePair(new KeyValuePair("map", map));
    event.addKeyValuePair(
        new KeyValuePair(
            "broken",
            new Object() {
              @Override
              public String toString() {
                throw new IllegalStateException("no");
              }
            }));
    String line = Lines.json(event);
    assertThat(line.length()).isLessThan(2_000_000);
    assertThat(read(line).path("extra").path("broken").asString())
        .contains("java.lang.IllegalStateException");
  }

  @Example
  void givesEachKeyOnce_theLinesOwnBeforeTheContexts() {
    LoggingEvent event = Lines.event("core", Level.INFO, "twice");
    event.setMDCPropertyMap(Map.of("chat_id", "of context"));
    event.addKeyValuePair(new KeyValuePair("chat_id", "first"));
    event.addKeyValuePair(new KeyValuePair("chat_id", "second"));
    assertThat(read(Lines.json(event)).path("extra").toString())
        .isEqualTo("{\"chat_id\":\"second\"}");
  }

  @Example
  void boundsTheTraceOfAnException() {
    RuntimeException thrown = new RuntimeException("deepest");
    for (int i = 0; i < 1_000; i++) {
      thrown = new RuntimeException("level " + i, thrown);
    }
    JsonNode line = read(Lines.json(Lines.event("core", Level.ERROR, "deep", thrown)));
    assertThat(line.path("exception").path("trace").size()).isLessThanOrEqualTo(401);
  }

  @Example
  void timesHaveAlwaysSixDigits() {
    Timestamps times = new Timestamps();
    JsonBuffer out = new JsonBuffer(64);
    times.write(out, Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(out.toString()).isEqualTo("\"2026-01-01T00:00:00.000000+00:00\"");
  }

  @Example
  void encodesALineOnceForSeveralAppenders() {
    JsonLinesEncoder encoder = new JsonLinesEncoder();
    encoder.start();
    LoggingEvent event = Lines.event("core", Level.INFO, "same");
    assertThat(encoder.encode(event)).isSameAs(encoder.encode(event));
  }
}
