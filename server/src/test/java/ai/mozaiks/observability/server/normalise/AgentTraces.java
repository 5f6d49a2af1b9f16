// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The corpus of real agent traces with known totals, where it is at hand.
public final class AgentTraces {
  public static final Path FOLDER = Path.of("..", "..", "shared", "data", "agent-traces");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern HEX_ID =
      Pattern.compile("\"(traceId|spanId|parentSpanId)\"\\s*:\\s*\"([0-9a-fA-F]*)\"");

  private AgentTraces() {}

  public static boolean present() {
    return Files.isDirectory(FOLDER);
  }

  /// Their names; none where they are not at hand.
  public static List<String> names() throws IOException {
    return present()
        ? expected().propertyNames().stream().filter(name -> !name.startsWith("_")).toList()
        : List.of();
  }

  public static JsonNode expected() throws IOException {
    return JSON.readTree(Files.readString(FOLDER.resolve("expected.json")));
  }

  public static ExportTraceServiceRequest request(String name) throws IOException {
    return parse(Files.readString(FOLDER.resolve(name + ".otlp.json")));
  }

  /// One request, its hexadecimal ids turned into what protobuf's own JSON reader expects.
  static ExportTraceServiceRequest parse(String json) throws IOException {
    String withBase64 =
        HEX_ID
            .matcher(json)
            .replaceAll(match ->
                Matcher.quoteReplacement(
                    "\"%s\":\"%s\""
                        .formatted(
                            match.group(1),
                            Base64.getEncoder()
                                .encodeToString(HexFormat.of().parseHex(match.group(2))))));
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    com.google.protobuf.util.JsonFormat.parser().ignoringUnknownFields().merge(withBase64, request);
    return request.build();
  }

  public static List<SpanFacts> facts(ExportTraceServiceRequest request) {
    Dialects dialects = Dialects.standard();
    List<SpanFacts> facts = new ArrayList<>();
    for (ResourceSpans resourceSpans : request.getResourceSpansList()) {
      for (ScopeSpans scopeSpans : resourceSpans.getScopeSpansList()) {
        Origin origin = Origin.of(resourceSpans, scopeSpans);
        for (Span span : scopeSpans.getSpansList()) {
          facts.add(dialects.read(span, origin, span.toByteArray()));
        }
      }
    }
    return facts;
  }
}
