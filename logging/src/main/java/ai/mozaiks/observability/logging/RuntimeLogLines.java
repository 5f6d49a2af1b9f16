// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// AG2's runtime log as a file: one JSON object a line, and plain texts for the start of a session
/// and for what failed. For one thread.
final class RuntimeLogLines implements RuntimeLogForm {
  private static final String STARTED = "Started new session with Session ID: ";

  private final Path path;
  private final Masking masking;
  private final JsonValues values;
  private LineFile file;
  private long toldLost;

  RuntimeLogLines(Path path, Masking masking) throws IOException {
    this.path = path;
    this.masking = masking;
    this.values = new JsonValues(masking);
    this.file = LineFile.open(path);
  }

  @Override
  public void write(List<RuntimeRecord> portion, long dropped) {
    reopenIfMoved();
    if (dropped > 0) {
      send("[file_logger] Failed to log " + dropped + " records: the log could not keep up");
    }
    for (RuntimeRecord record : portion) {
      send(line(record));
    }
    file.flush();
    String reason = file.recovered();
    if (reason != null) {
      long untold = file.lost() - toldLost;
      toldLost = file.lost();
      send("[file_logger] Failed to log " + untold + " records: " + reason);
      file.flush();
    }
  }

  private void reopenIfMoved() {
    if (file.look() != LineFile.Change.MOVED) {
      return;
    }
    try {
      LineFile opened = LineFile.open(path);
      file.close();
      file = opened;
      toldLost = 0;
    } catch (IOException e) {
      // The one that is open still takes lines; the next portion tries again.
    }
  }

  private void send(String line) {
    byte[] bytes = (line + '\n').getBytes(StandardCharsets.UTF_8);
    file.write(bytes, 0, bytes.length);
  }

  private String line(RuntimeRecord record) {
    if (record instanceof RuntimeRecord.SessionStarted started) {
      return STARTED + started.session();
    }
    Line line = new Line();
    if (record instanceof RuntimeRecord.NewWrapper made) {
      line.field("wrapper_id", made.wrapper().id())
          .field("session_id", made.session())
          .field("json_state", values.json(made.initArgs()))
          .field("timestamp", RuntimeTimes.text(made.at()))
          .field("thread_id", made.thread());
    } else if (record instanceof RuntimeRecord.NewClient made) {
      line.field("client_id", made.client().id())
          .field("wrapper_id", made.client().wrapper().id())
          .field("session_id", made.session())
          .field("class", made.client().className())
          .field("json_state", values.json(made.initArgs()))
          .field("timestamp", RuntimeTimes.text(made.at()))
          .field("thread_id", made.thread());
    } else if (record instanceof RuntimeRecord.NewAgent made) {
      agent(line, made);
    } else if (record instanceof RuntimeRecord.Completion call) {
      completion(line, call);
    } else if (record instanceof RuntimeRecord.Event event) {
      line.field("source_id", event.source().id())
          .field("source_name", event.source().name())
          .field("event_name", event.name())
          .field("agent_module", event.source().module())
          .field("agent_class", event.source().className())
          .field("json_state", values.json(event.state()))
          .field("timestamp", RuntimeTimes.text(event.at()))
          .field("thread_id", event.thread());
    } else if (record instanceof RuntimeRecord.FunctionUse use) {
      line.field("source_id", use.source().id())
          .field("source_name", use.source().name())
          .field("agent_module", use.source().module())
          .field("agent_class", use.source().className())
          .field("timestamp", RuntimeTimes.text(use.at()))
          .field("thread_id", use.thread())
          .field("input_args", values.json(use.arguments()))
          .field("returns", values.json(use.returned()));
    }
    return line.end();
  }

  private void agent(Line line, RuntimeRecord.NewAgent made) {
    line.field("id", made.agent().id()).field("agent_name", made.agent().name());
    if (made.wrapper() != null) {
      line.field("wrapper_id", made.wrapper().id());
    }
    line.field("session_id", made.session())
        .field("current_time", RuntimeTimes.text(made.at()))
        .field("agent_type", made.agent().className())
        .json("args", values.json(made.initArgs()))
        .field("thread_id", made.thread());
  }

  private void completion(Line line, RuntimeRecord.Completion call) {
    line.field("invocation_id", call.invocation())
        .field("client_id", call.client().id())
        .field("wrapper_id", call.client().wrapper().id())
        .json("request", values.json(call.request()))
        .field("response", call.response().pythonText(masking))
        .field("is_cached", call.cached() ? 1 : 0)
        .json("cost", call.costUsd() == null ? "null" : call.costUsd().toPlainString())
        .field("start_time", RuntimeTimes.text(call.start()))
        .field("end_time", RuntimeTimes.text(call.end()))
        .field("thread_id", call.thread())
        .field("source_name", call.sourceName());
  }

  /// An object under way.
  private final class Line {
    private final JsonBuffer out = new JsonBuffer(512).raw('{');
    private boolean begun;

    private void key(String name) {
      if (begun) {
        out.raw(", ");
      }
      begun = true;
      out.string(name).raw(": ");
    }

    Line field(String name, String text) {
      key(name);
      out.string(masking.text(text));
      return this;
    }

    Line field(String name, long number) {
      key(name);
      out.raw(Long.toString(number));
      return this;
    }

    Line json(String name, String json) {
      key(name);
      out.json(json);
      return this;
    }

    String end() {
      return out.raw('}').toString();
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
