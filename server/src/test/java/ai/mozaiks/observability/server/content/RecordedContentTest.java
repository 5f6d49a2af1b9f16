// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.normalise.Recordings;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.normalise.trace.TraceDerivation;
import ai.mozaiks.observability.server.otlp.SpanScreen;
import ai.mozaiks.observability.storage.StoredContent;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the model server said in a recording (its script, not the spans, tells) is read out of the
/// spans of every emitter that captures it, and is nowhere when content is off.
class RecordedContentTest {
  private static final Path SCRIPTS = Path.of("..", "recordings");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TraceDerivation DERIVATION =
      new TraceDerivation((provider, responseModel, requestModel, usage) -> Cost.UNPRICED);

  /// Emitters that put no answers of models on their spans.
  private static final Set<String> SILENT =
      Set.of(
          "google-adk",
          "langchain4j-quarkus",
          "langchain4j-quarkus-stream",
          "otel-java-agent-openai",
          "spring-ai");

  /// What users and tools said in all recordings; "Adler is closed" is also the text of an error.
  private static final List<String> SAID_TO_MODELS = List.of("Weather in Bonn", "Sunny in Bonn");

  static Stream<String> recordings() throws IOException {
    return Recordings.names().stream();
  }

  private static List<String> answersOf(String emitter) throws IOException {
    // A folder for each language, in it one for each driver.
    try (Stream<Path> files = Files.walk(SCRIPTS, 3)) {
      for (Path script : files.toList()) {
        if (script.endsWith("script.json")) {
          JsonNode read = JSON.readTree(Files.readString(script));
          if (read.path("emitter").asString("").equals(emitter)) {
            return read.path("steps")
                .valueStream()
                .map(step -> step.path("text").asString(""))
                .filter(text -> text.contains(" "))
                .toList();
          }
        }
      }
    }
    throw new AssertionError("no script of " + emitter + " in " + SCRIPTS);
  }

  private static SpanScreen screen(ContentPolicy policy) {
    return new SpanScreen(
        SpanLimits.DEFAULT,
        Redaction.NONE,
        policy,
        1 << 20,
        Dialects.standard().chatNames(),
        new Cuts(),
        ArgumentsHash.withKey(new byte[ArgumentsHash.KEY_BYTES]),
        java.time.InstantSource.system());
  }

  private static String emitterOf(String recording) throws IOException {
    return Recordings.truth(recording).path("emitter").asString("");
  }

  /// The content of a recording and what is derived from its spans.
  private record Read(List<StoredContent> content, List<ChatEvent> events) {}

  private static Read read(String recording, ContentPolicy policy) throws IOException {
    SpanContents contents = ReadSpan.contents(policy, ReadSpan.CAPS);
    List<StoredContent> content = new ArrayList<>();
    Map<String, List<SpanFacts>> traces = new TreeMap<>();
    for (ExportTraceServiceRequest sent : Recordings.requests(recording)) {
      for (ResourceSpans resource : screen(policy).screen(sent).request().getResourceSpansList()) {
        for (ScopeSpans scope : resource.getScopeSpansList()) {
          Origin origin = Origin.of(resource, scope);
          for (Span span : scope.getSpansList()) {
            TakenContent taken = contents.takenFrom(span);
            Span rest = taken == null ? span : taken.rest();
            SpanFacts facts = Dialects.standard().read(rest, origin, rest.toByteArray());
            traces.computeIfAbsent(facts.trace().hex(), _ -> new ArrayList<>()).add(facts);
            content.addAll(taken == null ? List.of() : contents.read(taken, facts));
          }
        }
      }
    }
    List<ChatEvent> events =
        traces.values().stream().flatMap(spans -> DERIVATION.derive(spans, true).stream()).toList();
    return new Read(content, events);
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void everyAnswerThatTheEmitterTells_isRead(String recording) throws IOException {
    List<String> texts =
        read(recording, ReadSpan.KEEP).content().stream().map(StoredContent::text).toList();
    String sent = Recordings.requests(recording).toString();
    List<String> told = answersOf(emitterOf(recording)).stream().filter(sent::contains).toList();

    assertThat(told.isEmpty()).isEqualTo(SILENT.contains(emitterOf(recording)));
    for (String answer : told) {
      assertThat(texts).as(answer).anyMatch(text -> text.contains(answer));
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void keepingContent_changesNoEvent(String recording) throws IOException {
    assertThat(read(recording, ReadSpan.KEEP).events())
        .isEqualTo(read(recording, ContentPolicy.NOTHING).events());
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void nothingIsLeft_whenContentIsOff(String recording) throws IOException {
    List<String> said = new ArrayList<>(SAID_TO_MODELS);
    for (String answer : answersOf(emitterOf(recording))) {
      if (!answer.equals("Adler is closed.")) {
        said.add(answer);
      }
    }
    for (ExportTraceServiceRequest sent : Recordings.requests(recording)) {
      String kept = withoutErrors(screen(ContentPolicy.NOTHING).screen(sent).request());
      for (String text : said) {
        assertThat(kept).doesNotContain(text);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void nothingIsLeftInTheSpans_whenContentIsKept(String recording) throws IOException {
    SpanContents contents = ReadSpan.contents(ReadSpan.KEEP, ReadSpan.CAPS);
    for (ExportTraceServiceRequest sent : Recordings.requests(recording)) {
      ExportTraceServiceRequest.Builder rest =
          screen(ReadSpan.KEEP).screen(sent).request().toBuilder();
      for (ResourceSpans.Builder resource : rest.getResourceSpansBuilderList()) {
        for (ScopeSpans.Builder scope : resource.getScopeSpansBuilderList()) {
          for (Span.Builder span : scope.getSpansBuilderList()) {
            TakenContent taken = contents.takenFrom(span.build());
            if (taken != null) {
              span.clear().mergeFrom(taken.rest());
            }
          }
        }
      }
      String kept = withoutErrors(rest.build());
      for (String text : SAID_TO_MODELS) {
        assertThat(kept).doesNotContain(text);
      }
    }
  }

  /// Errors are no content: their messages are kept.
  private static String withoutErrors(ExportTraceServiceRequest request) {
    ExportTraceServiceRequest.Builder copy = request.toBuilder();
    for (ResourceSpans.Builder resource : copy.getResourceSpansBuilderList()) {
      for (ScopeSpans.Builder scope : resource.getScopeSpansBuilderList()) {
        for (Span.Builder span : scope.getSpansBuilderList()) {
          span.clearStatus();
          span.getEventsBuilderList()
              .forEach(event -> {
                List<KeyValue> attributes =
                    event.getAttributesList().stream()
                        .filter(attribute -> !attribute.getKey().startsWith("exception."))
                        .toList();
                event.clearAttributes().addAllAttributes(attributes);
              });
        }
      }
    }
    return copy.build().toString();
  }
}
