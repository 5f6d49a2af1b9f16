// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.explaining;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.cli.importing.FileForm;
import ai.mozaiks.observability.cli.importing.MessageFraming;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// The OTLP requests in a file, as `/api/explain` takes them.
final class ExplainedFile {

  /// Long texts are the server's to judge.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private ExplainedFile() {}

  /// One request.
  ///
  /// @param place where it is, for people: `traces.jsonl:3`
  /// @param json the request, or one in protobuf wrapped in JSON
  record Part(String place, String json) {}

  /// Reads a file.
  ///
  /// @param file its name; `-` for the standard input
  /// @throws CommandFailure if it cannot be read, or holds no OTLP
  static List<Part> read(String file, InputStream standardInput) throws CommandFailure {
    byte[] content = plain(file, standardInput);
    FileForm form =
        FileForm.recognise(content)
            .orElseThrow(() -> new CommandFailure(file + ": empty (expected: OTLP requests)"));
    return switch (form) {
      case OTLP_JSON -> json(file, content);
      case OTLP_PROTOBUF -> protobuf(file, content);
      case EVENTS, AG2_FILE, AG2_SQLITE, APPLICATION_LOG, JSON_LOG ->
          throw new CommandFailure(
              file
                  + ": no OTLP request (expected: JSON with resourceSpans, resourceLogs or"
                  + " resourceMetrics, or protobuf)");
    };
  }

  private static byte[] plain(String file, InputStream standardInput) throws CommandFailure {
    try {
      byte[] content =
          file.equals("-") ? standardInput.readAllBytes() : Files.readAllBytes(Path.of(file));
      boolean gzip = content.length > 1 && content[0] == 0x1f && content[1] == (byte) 0x8b;
      if (!gzip) {
        return content;
      }
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
        return in.readAllBytes();
      }
    } catch (NoSuchFileException e) {
      throw new CommandFailure(file + ": no such file", e);
    } catch (IOException e) {
      throw new CommandFailure(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /// One request, several after one another or a line each, or an array of them.
  private static List<Part> json(String file, byte[] content) throws CommandFailure {
    List<Part> parts = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), content)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_OBJECT) {
          int line = parser.currentTokenLocation().getLineNr();
          int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
          parser.skipChildren();
          int end = Math.toIntExact(parser.currentLocation().getByteOffset());
          String json = new String(content, start, end - start, StandardCharsets.UTF_8);
          parts.add(new Part(file + ":" + line, json));
        }
      }
    } catch (JacksonException e) {
      throw new CommandFailure(
          "%s:%d: not JSON: %s"
              .formatted(
                  file,
                  e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                  e.getOriginalMessage().lines().findFirst().orElse("unreadable")),
          e);
    }
    return parts;
  }

  private static List<Part> protobuf(String file, byte[] content) throws CommandFailure {
    List<ByteBuffer> messages = MessageFraming.split(content);
    if (messages.isEmpty()) {
      throw new CommandFailure(file + ": neither JSON nor OTLP protobuf (expected: OTLP requests)");
    }
    List<Part> parts = new ArrayList<>();
    for (ByteBuffer message : messages) {
      byte[] bytes = new byte[message.remaining()];
      message.get(bytes);
      String wrapped = "{\"protobuf\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"}";
      String place = messages.size() == 1 ? file : file + ", message " + (parts.size() + 1);
      parts.add(new Part(place, wrapped));
    }
    return parts;
  }
}
