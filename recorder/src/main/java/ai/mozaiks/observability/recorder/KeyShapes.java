// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keys that vendors mark by a prefix: which rule, if any, names the stretch of text around an
/// anchor, the last character of the prefix.
///
/// Immutable. One look costs at most [#DECISION] characters, however long the text.
final class KeyShapes {

  /// How far a look goes: a key that has no digit and no mixed case this far in is a word.
  private static final int DECISION = 96;

  /// One vendor's keys.
  ///
  /// @param rule the rule's name
  /// @param prefix what every key of this kind starts with; ends with `-`, `_` or `.`
  /// @param min at least so many key characters follow
  private record Shape(String rule, String prefix, int min) {}

  private static final List<Shape> SHAPES =
      List.of(
          new Shape("anthropic_key", "sk-ant-", 10),
          new Shape("openai_key", "sk-", 10),
          new Shape("langfuse_key", "sk-lf-", 10),
          new Shape("github_token", "ghp_", 30),
          new Shape("github_token", "gho_", 30),
          new Shape("github_token", "ghu_", 30),
          new Shape("github_token", "ghs_", 30),
          new Shape("github_token", "ghr_", 30),
          new Shape("github_token", "github_pat_", 22),
          new Shape("gitlab_token", "glpat-", 20),
          new Shape("gitlab_token", "gldt-", 20),
          new Shape("gitlab_token", "glrt-", 20),
          new Shape("slack_token", "xoxa-", 10),
          new Shape("slack_token", "xoxb-", 10),
          new Shape("slack_token", "xoxp-", 10),
          new Shape("slack_token", "xoxo-", 10),
          new Shape("slack_token", "xoxs-", 10),
          new Shape("slack_token", "xoxr-", 10),
          new Shape("slack_token", "xoxe-", 10),
          new Shape("slack_token", "xapp-", 20),
          new Shape("stripe_key", "sk_live_", 10),
          new Shape("stripe_key", "rk_live_", 10),
          new Shape("stripe_key", "sk_test_", 10),
          new Shape("stripe_key", "rk_test_", 10),
          new Shape("stripe_key", "whsec_", 20),
          new Shape("huggingface_token", "hf_", 30),
          new Shape("groq_key", "gsk_", 30),
          new Shape("xai_key", "xai-", 30),
          new Shape("replicate_token", "r8_", 30),
          new Shape("perplexity_key", "pplx-", 30),
          new Shape("npm_token", "npm_", 30),
          new Shape("pypi_token", "pypi-", 40),
          new Shape("tavily_key", "tvly-", 16),
          new Shape("nvidia_key", "nvapi-", 30),
          new Shape("langsmith_key", "lsv2_pt_", 20),
          new Shape("langsmith_key", "lsv2_sk_", 20),
          new Shape("pinecone_key", "pcsk_", 30),
          new Shape("google_oauth", "GOCSPX-", 20),
          new Shape("google_oauth", "ya29.", 20),
          new Shape("digitalocean_token", "dop_v1_", 30),
          new Shape("docker_token", "dckr_pat_", 20),
          new Shape("vault_token", "hvs.", 20),
          new Shape("sendgrid_key", "SG.", 16));

  private static final String GOOGLE = "google_key";
  private static final String AWS = "aws_access_key";

  // By the character before the anchor, which leaves one or two shapes to compare.
  private static final Shape[][] BY_PENULTIMATE = new Shape[128][];

  static {
    for (int c = 0; c < 128; c++) {
      List<Shape> shapes = new ArrayList<>();
      for (Shape shape : SHAPES) {
        if (shape.prefix.charAt(shape.prefix.length() - 2) == c) {
          shapes.add(shape);
        }
      }
      BY_PENULTIMATE[c] = shapes.toArray(new Shape[0]);
    }
  }

  private KeyShapes() {}

  static List<String> rules() {
    List<String> rules = new ArrayList<>(SHAPES.stream().map(Shape::rule).distinct().toList());
    rules.add(GOOGLE);
    rules.add(AWS);
    return rules;
  }

  /// A key found.
  record Found(String rule, int from, int to) {}

  /// Looks at a `-`, `_` or `.`.
  ///
  /// @param from nothing before this index belongs to a key
  static @Nullable Found atAnchor(String text, int from, int anchor) {
    if (anchor == from || text.charAt(anchor - 1) > 127) {
      return null;
    }
    for (Shape shape : BY_PENULTIMATE[text.charAt(anchor - 1)]) {
      int start = anchor + 1 - shape.prefix.length();
      if (start >= from
          && text.startsWith(shape.prefix, start)
          && Characters.isBoundary(text, from, start)) {
        Found found = found(text, shape, start, anchor + 1);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static @Nullable Found found(String text, Shape shape, int start, int body) {
    boolean dotted = shape.prefix.endsWith(".");
    int decided = Math.min(text.length(), body + DECISION);
    int end = runEnd(text, body, decided, dotted);
    if (end - body < shape.min || !isIrregular(text, body, end)) {
      return null;
    }
    String rule =
        shape.prefix.equals("sk-") && text.startsWith("ant-", body) ? "anthropic_key" : shape.rule;
    return new Found(rule, start, runEnd(text, end, text.length(), dotted));
  }

  /// Looks at an `A`, with which keys of AWS and Google begin.
  static @Nullable Found atCapitalA(String text, int from, int start) {
    if (text.startsWith("AIza", start) && Characters.isBoundary(text, from, start)) {
      int end = runEnd(text, start, Math.min(text.length(), start + DECISION), false);
      return end - start >= 34 && isIrregular(text, start + 4, end)
          ? new Found(GOOGLE, start, runEnd(text, end, text.length(), false))
          : null;
    }
    if ((text.startsWith("AKIA", start) || text.startsWith("ASIA", start))
        && Characters.isBoundary(text, from, start)) {
      int end = start;
      boolean digit = false;
      while (end < text.length()
          && end - start <= 20
          && (Characters.isUpper(text.charAt(end)) || Characters.isDigit(text.charAt(end)))) {
        digit |= Characters.isDigit(text.charAt(end));
        end++;
      }
      boolean whole = end == text.length() || !Characters.isWord(text.charAt(end));
      return end - start == 20 && digit && whole ? new Found(AWS, start, end) : null;
    }
    return null;
  }

  private static int runEnd(String text, int from, int limit, boolean dotted) {
    int end = from;
    while (end < limit
        && (Characters.isKey(text.charAt(end)) || (dotted && isInnerDot(text, end)))) {
      end++;
    }
    return end;
  }

  private static boolean isInnerDot(String text, int at) {
    return text.charAt(at) == '.'
        && at + 1 < text.length()
        && Characters.isKey(text.charAt(at + 1));
  }

  /// Digits, mixed case, or a stretch of twenty letters: not words joined by hyphens.
  private static boolean isIrregular(String text, int from, int to) {
    boolean upper = false;
    boolean lower = false;
    int run = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      upper |= Characters.isUpper(c);
      lower |= Characters.isLower(c);
      run = Characters.isWord(c) ? run + 1 : 0;
      if (Characters.isDigit(c) || run >= 20) {
        return true;
      }
    }
    return upper && lower;
  }
}
