// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.explaining;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An answer of `/api/explain` as text: what the requests come to, each trace as a tree of its
/// spans, then log records and metrics. `+` stands before what counts, `-` before what does not,
/// and `!` before lines about what failed or is doubtful.
public final class ExplainedText {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final boolean fields;

  /// @param fields whether to show which attribute told each field
  public ExplainedText(boolean fields) {
    this.fields = fields;
  }

  /// The text, without a line break at the end.
  public String of(String answer) {
    Page page = new Page(fields);
    page.add(JSON.readTree(answer));
    return page.text.toString().stripTrailing();
  }

  /// One text in the making.
  private static final class Page {
    private final StringBuilder text = new StringBuilder();
    private final boolean fields;

    Page(boolean fields) {
      this.fields = fields;
    }

    void add(JsonNode explained) {
      JsonNode traces = explained.path("traces");
      int spans = 0;
      for (JsonNode trace : traces) {
        spans += trace.path("spans").size();
      }
      int points = 0;
      for (JsonNode metric : explained.path("metrics")) {
        points += metric.path("points").asInt();
      }
      line(
          "",
          "%s: %s in %s, %s, %s of %s",
          count(explained.path("requests").asLong(), "request"),
          count(spans, "span"),
          count(traces.size(), "trace"),
          count(explained.path("logs").size(), "log record"),
          count(points, "data point"),
          count(explained.path("metrics").size(), "metric"));
      addRejected(explained);
      if (traces.size() != 1) {
        line("", "= %s", totals(explained.path("totals")));
      }
      traces.forEach(this::addTrace);
      addLogs(explained.path("logs"));
      addMetrics(explained.path("metrics"));
    }

    private void addRejected(JsonNode explained) {
      List<String> rejected = new ArrayList<>();
      for (String[] kind :
          new String[][] {
            {"rejected_spans", "span"},
            {"rejected_log_records", "log record"},
            {"rejected_data_points", "data point"}
          }) {
        long count = explained.path(kind[0]).asLong();
        if (count > 0) {
          rejected.add(count(count, kind[1]));
        }
      }
      if (!rejected.isEmpty()) {
        line(
            "",
            "! rejected: %s, the first because of %s",
            String.join(", ", rejected),
            explained.path("first_rejection").asString());
      }
      long cut = explained.path("cut_values").asLong();
      if (cut > 0) {
        line("", "! cut: %s beyond a limit", count(cut, "value"));
      }
    }

    private void addTrace(JsonNode trace) {
      text.append('\n');
      line("", "trace %s", trace.path("trace_id").asString());
      line("", "= %s", totals(trace.path("totals")));
      Map<String, List<JsonNode>> children = new HashMap<>();
      Set<String> here = new HashSet<>();
      trace.path("spans").forEach(span -> here.add(span.path("span_id").asString()));
      for (JsonNode span : trace.path("spans")) {
        String parent = value(span.path("parent_span_id"));
        children
            .computeIfAbsent(here.contains(parent) ? parent : "", _ -> new ArrayList<>())
            .add(span);
      }
      Set<String> shown = new HashSet<>();
      addSpans(children, "", "  ", "", shown);
      // Spans in a ring have a parent each, so that none of them is a root.
      for (JsonNode span : trace.path("spans")) {
        if (!shown.contains(span.path("span_id").asString())) {
          addSpan(children, span, "  ", "", shown);
        }
      }
    }

    private void addSpans(
        Map<String, List<JsonNode>> children,
        String parent,
        String indent,
        String chatAbove,
        Set<String> shown) {
      for (JsonNode span : children.getOrDefault(parent, List.of())) {
        addSpan(children, span, indent, chatAbove, shown);
      }
    }

    private void addSpan(
        Map<String, List<JsonNode>> children,
        JsonNode span,
        String indent,
        String chatAbove,
        Set<String> shown) {
      String id = span.path("span_id").asString();
      if (!shown.add(id)) {
        return;
      }
      line(
          indent,
          "%s %s  [%s, %s]  %s",
          span.path("counted").asBoolean() ? "+" : "-",
          span.path("name").asString(),
          span.path("role").asString(),
          span.path("dialect").asString(),
          span.path("reason").asString());
      String chat = value(span.path("app_id")) + "/" + value(span.path("chat_id"));
      String more = indent + "    ";
      if (!chat.equals(chatAbove)) {
        line(more, "chat %s (%s)", chat, span.path("chat_from").asString());
      }
      addDetails(span, more);
      addSpans(children, id, indent + "  ", chat, shown);
    }

    private void addDetails(JsonNode span, String indent) {
      if (span.has("usage")) {
        line(
            indent,
            "tokens %s in, %s out: %s",
            value(span.at("/usage/prompt_tokens")),
            value(span.at("/usage/completion_tokens")),
            span.path("usage_reason").asString());
      }
      JsonNode error = span.path("error");
      if (error.isObject()) {
        line(
            indent,
            "! failed: %s (%s: %s)",
            error(error.path("type").asString(), error.path("message").asString("")),
            error.path("counted").asBoolean() ? "counted" : "not counted",
            error.path("reason").asString());
      }
      if (span.path("times_sent").asInt() > 1) {
        line(
            indent,
            "! sent %d times: counted once, as the one that ended later or says more (rule 1)",
            span.path("times_sent").asInt());
      }
      for (JsonNode flag : span.path("flags")) {
        String word = flag.asString();
        line(indent, "! doubtful: %s: %s", word, span.path("flag_reasons").path(word).asString(""));
      }
      if (fields) {
        span.path("fields")
            .properties()
            .forEach(field ->
                line(
                    indent,
                    "%s = %s  from %s",
                    field.getKey(),
                    value(field.getValue().path("value")),
                    field.getValue().path("attribute").asString()));
      }
    }

    /// Many messages begin with the type.
    private static String error(String type, String message) {
      String first = message.lines().findFirst().orElse("");
      return first.isEmpty() ? type : first.startsWith(type) ? first : type + ": " + first;
    }

    private void addLogs(JsonNode logs) {
      if (logs.isEmpty()) {
        return;
      }
      text.append('\n');
      line("", "log records");
      for (JsonNode log : logs) {
        String what = log.path("event").asString("");
        line(
            "  ",
            "%s %s  %s%s",
            log.path("counted").asBoolean() ? "+" : "-",
            value(log.path("at")),
            what.isEmpty() ? "" : what + "  ",
            log.path("reason").asString());
        line(
            "      ",
            "chat %s/%s (%s)",
            value(log.path("app_id")),
            value(log.path("chat_id")),
            log.path("chat_from").asString());
      }
    }

    private void addMetrics(JsonNode metrics) {
      if (metrics.isEmpty()) {
        return;
      }
      text.append('\n');
      line("", "metrics: %s", metrics.get(0).path("reason").asString());
      for (JsonNode metric : metrics) {
        line(
            "  ",
            "- %s  [%s]  %s in %s, app %s",
            metric.path("name").asString(),
            metric.path("kind").asString(),
            count(metric.path("points").asLong(), "point"),
            metric.path("series").asLong() + " series",
            metric.path("app_id").asString());
      }
    }

    private static String totals(JsonNode totals) {
      String unpriced =
          totals.path("unpriced_calls").asLong() == 0
              ? ""
              : " (" + count(totals.path("unpriced_calls").asLong(), "call") + " without a price)";
      return "%s, %s, %s, %s, tokens %s in, %s out, cost %s%s"
          .formatted(
              count(totals.path("agent_turns").asLong(), "turn"),
              count(totals.path("llm_calls").asLong(), "model call"),
              count(totals.path("tool_calls").asLong(), "tool call"),
              count(totals.path("errors").asLong(), "error"),
              value(totals.path("prompt_tokens")),
              value(totals.path("completion_tokens")),
              totals.path("cost").isNull() ? "unknown" : value(totals.path("cost")) + " USD",
              unpriced);
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be a dependency of its own
    private void line(String indent, String format, Object... values) {
      text.append(indent).append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String count(long count, String what) {
      return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String value(JsonNode node) {
      if (node.isNull() || node.isMissingNode()) {
        return "unknown";
      }
      if (node.isNumber()) {
        return node.decimalValue().toPlainString(); // money without exponents
      }
      return node.isContainer() ? node.toString() : node.asString();
    }
  }
}
