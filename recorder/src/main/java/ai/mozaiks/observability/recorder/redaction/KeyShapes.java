// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keys that vendors mark by a prefix: which rule, if any, names the stretch of text around an
/// anchor, the last character of the prefix.
///
/// Immutable. One look costs at most [#DECISION] characters, however long the text.
final class KeyShapes {

  /// How far a look goes: a key that has no digit and no mixed case this far in is a word.
  static final int DECISION = 96;

  /// From which length on a key is only believed if it is no row of words.
  private static final int CAREFUL = 20;

  private static final int LONGER_THAN_WORDS = 16;

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
          new Shape("gitlab_token", "glptt-", 20),
          new Shape("gitlab_token", "glcbt-", 20),
          new Shape("gitlab_token", "gloas-", 20),
          new Shape("gitlab_token", "glsoat-", 20),
          new Shape("gitlab_token", "glft-", 20),
          new Shape("gitlab_token", "glagent-", 20),
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
          new Shape("huggingface_token", "hf_", 20),
          new Shape("huggingface_token", "api_org_", 20),
          new Shape("groq_key", "gsk_", 20),
          new Shape("xai_key", "xai-", 20),
          new Shape("replicate_token", "r8_", 20),
          new Shape("perplexity_key", "pplx-", 20),
          new Shape("npm_token", "npm_", 20),
          new Shape("pypi_token", "pypi-", 20),
          new Shape("tavily_key", "tvly-", 16),
          new Shape("nvidia_key", "nvapi-", 30),
          new Shape("langsmith_key", "lsv2_pt_", 20),
          new Shape("langsmith_key", "lsv2_sk_", 20),
          new Shape("langsmith_key", "lsv2_", 30),
          new Shape("langsmith_key", "ls__", 30),
          new Shape("together_key", "tgp_v1_", 30),
          new Shape("jina_key", "jina_", 30),
          new Shape("notion_token", "ntn_", 30),
          new Shape("linear_key", "lin_api_", 30),
          new Shape("figma_token", "figd_", 30),
          new Shape("postman_key", "PMAK-", 30),
          new Shape("shopify_token", "shpat_", 30),
          new Shape("shopify_token", "shpss_", 30),
          new Shape("sentry_token", "sntrys_", 30),
          new Shape("sentry_token", "sntryu_", 30),
          new Shape("grafana_token", "glsa_", 30),
          new Shape("grafana_token", "glc_", 30),
          new Shape("new_relic_key", "NRAK-", 20),
          new Shape("tailscale_key", "tskey-", 20),
          new Shape("brevo_key", "xkeysib-", 30),
          new Shape("rubygems_key", "rubygems_", 30),
          new Shape("pinecone_key", "pcsk_", 30),
          new Shape("google_oauth", "GOCSPX-", 20),
          new Shape("google_oauth", "ya29.", 20),
          new Shape("google_key", "AQ.", 40),
          new Shape("digitalocean_token", "dop_v1_", 30),
          new Shape("digitalocean_token", "doo_v1_", 30),
          new Shape("digitalocean_token", "dor_v1_", 30),
          new Shape("docker_token", "dckr_pat_", 20),
          new Shape("vault_token", "hvs.", 20),
          new Shape("vault_token", "hvb.", 20),
          new Shape("sendgrid_key", "SG.", 16));

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
    Set<String> rules = new LinkedHashSet<>();
    SHAPES.forEach(shape -> rules.add(shape.rule));
    rules.addAll(OtherShapes.rules());
    return List.copyOf(rules);
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
    int decided = runEnd(text, body, Math.min(text.length(), body + DECISION), dotted);
    boolean whole = decided - body >= shape.min && isKey(text, body, decided, shape);
    boolean begun = shape.min < CAREFUL || isMixed(text, body, decided);
    if (!whole && (decided - body == DECISION || !begun)) {
      return null;
    }
    int end = whole ? runEnd(text, decided, text.length(), dotted) : decided;
    int broken = BrokenKey.end(text, body, end);
    if (!whole && (broken == end || broken - body < shape.min)) {
      return null;
    }
    String rule =
        shape.prefix.equals("sk-") && text.startsWith("ant-", body) ? "anthropic_key" : shape.rule;
    return new Found(rule, start, broken);
  }

  /// Whether a key of one of the vendors may begin here.
  static boolean isPrefix(String text, int at) {
    return SHAPES.stream().anyMatch(shape -> text.startsWith(shape.prefix, at));
  }

  /// The end of a stretch of characters that keys are made of.
  ///
  /// @param dotted whether single dots belong to it
  static int runEnd(String text, int from, int limit, boolean dotted) {
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

  /// Short keys have a prefix that is none of a word's; that of the longer ones may be.
  private static boolean isKey(String text, int from, int to, Shape shape) {
    return shape.min < CAREFUL ? isIrregular(text, from, to) : isMixed(text, from, to);
  }

  /// Digits, mixed case, or a stretch of twenty letters: not words joined by hyphens.
  static boolean isIrregular(String text, int from, int to) {
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

  /// Capitals with digits or small letters, or a stretch longer than most words: not a name with a
  /// year or a number in it.
  static boolean isMixed(String text, int from, int to) {
    boolean digit = false;
    boolean upper = false;
    boolean lower = false;
    int run = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      digit |= Characters.isDigit(c);
      upper |= Characters.isUpper(c);
      lower |= Characters.isLower(c);
      run = Characters.isWord(c) ? run + 1 : 0;
      if (run >= LONGER_THAN_WORDS) {
        return true;
      }
    }
    return upper && (digit || lower);
  }
}
