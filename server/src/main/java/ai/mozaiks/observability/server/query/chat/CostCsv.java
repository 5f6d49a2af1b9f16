// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.SpanRef;
import ai.mozaiks.observability.recorder.TokenUsage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a chat cost, as CSV (RFC 4180) in UTF-8: a line for each line, unknown is empty.
final class CostCsv {
  private static final String HEADER =
      "at,kind,event_id,trace_id,span_id,agent_name,provider,request_model,model,prompt_tokens,"
          + "cached_read_tokens,cache_write_tokens,completion_tokens,reasoning_tokens,"
          + "input_usd,cached_read_usd,cache_write_usd,output_usd,amount_usd,price_source,"
          + "price_rule,cached,aggregate,failed,error_type,retried,counted,reason";

  private CostCsv() {}

  static void write(List<CostLine> lines, OutputStream out) throws IOException {
    Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    writer.write(HEADER);
    writer.write("\r\n");
    for (CostLine line : lines) {
      List<String> cells = new ArrayList<>();
      cells(line).forEach(cell -> cells.add(cell(cell)));
      writer.write(String.join(",", cells));
      writer.write("\r\n");
    }
    writer.flush();
  }

  private static List<@Nullable Object> cells(CostLine line) {
    SpanRef span = line.span();
    TokenUsage usage = line.usage();
    Failure failure = line.failure();
    Map<PriceShares.Kind, BigDecimal> shares = new EnumMap<>(PriceShares.Kind.class);
    PriceShares.of(line.cost(), usage).forEach(share -> shares.put(share.kind(), share.amount()));
    List<@Nullable Object> cells = new ArrayList<>();
    cells.add(line.event().at());
    cells.add(line.kind());
    cells.add(line.event().id());
    cells.add(span == null ? null : span.traceId());
    cells.add(span == null ? null : span.spanId());
    cells.add(line.agent());
    cells.add(line.provider());
    cells.add(line.requestModel());
    cells.add(line.model());
    cells.add(usage.promptTokens());
    cells.add(usage.cachedReadTokens());
    cells.add(usage.cacheWriteTokens());
    cells.add(usage.completionTokens());
    cells.add(usage.reasoningTokens());
    for (PriceShares.Kind kind : PriceShares.Kind.values()) {
      cells.add(shares.get(kind));
    }
    cells.add(line.amount());
    cells.add(CostJson.source(line));
    cells.add(line.cost().rule());
    cells.add(line.cached());
    cells.add(line.aggregate());
    cells.add(failure != null);
    cells.add(failure == null ? null : failure.type());
    cells.add(line.retried());
    cells.add(line.counted());
    cells.add(line.reason());
    return cells;
  }

  /// A cell; a text that a spreadsheet would take for a formula has an apostrophe in front.
  static String cell(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof BigDecimal amount) {
      return amount.toPlainString();
    }
    String text = value.toString();
    if (value instanceof String && !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0) {
      text = "'" + text;
    }
    boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
