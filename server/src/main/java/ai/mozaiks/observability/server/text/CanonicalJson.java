// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.text;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/// One spelling for all JSON that says the same: no white space, fields by name, numbers by value.
/// Of two fields of one name the last counts. Not the form of RFC 8785, which knows doubles only.
public final class CanonicalJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private CanonicalJson() {}

  /// The canonical form of a text that is a JSON object or array; any other text as it is, but for
  /// the white space around it.
  public static String of(String text) {
    String stripped = text.strip();
    if (!stripped.startsWith("{") && !stripped.startsWith("[")) {
      return stripped;
    }
    try {
      return of(JSON.readTree(stripped));
    } catch (JacksonException e) {
      return stripped; // cut on its way, or no JSON after all: equal texts are still equal
    }
  }

  /// The canonical form of a tree; not deeper than a reader of JSON lets trees be.
  public static String of(JsonNode node) {
    StringBuilder out = new StringBuilder();
    write(node, out);
    return out.toString();
  }

  private static void write(JsonNode node, StringBuilder out) {
    if (node.isObject()) {
      Map<String, JsonNode> byName = new TreeMap<>();
      node.properties().forEach(field -> byName.put(field.getKey(), field.getValue()));
      char before = '{';
      for (Map.Entry<String, JsonNode> field : byName.entrySet()) {
        out.append(before).append(StringNode.valueOf(field.getKey())).append(':');
        write(field.getValue(), out);
        before = ',';
      }
      out.append(byName.isEmpty() ? "{}" : "}");
    } else if (node.isArray()) {
      char before = '[';
      for (JsonNode each : node) {
        out.append(before);
        write(each, out);
        before = ',';
      }
      out.append(node.isEmpty() ? "[]" : "]");
    } else if (node.isNumber() && !isNoNumber(node)) {
      BigDecimal number = node.decimalValue();
      // never toPlainString: 1e400000000 would become as long as it says
      out.append(number.signum() == 0 ? "0" : number.stripTrailingZeros().toString());
    } else {
      out.append(node);
    }
  }

  private static boolean isNoNumber(JsonNode node) {
    return node.isFloatingPointNumber()
        && !node.isBigDecimal()
        && !Double.isFinite(node.doubleValue());
  }
}
