// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
          new Shape("anthropic-key", "sk-ant-", 10),
          new Shape("openai-key", "sk-", 10),
          new Shape("langfuse-key", "sk-lf-", 10),
          new Shape("openrouter-key", "sk-or-", 10),
          new Shape("openai-key", "sess-", 30),
          new Shape("github-token", "ghp_", 30),
          new Shape("github-token", "gho_", 30),
          new Shape("github-token", "ghu_", 30),
          new Shape("github-token", "ghs_", 30),
          new Shape("github-token", "ghr_", 30),
          new Shape("github-token", "github_pat_", 22),
          new Shape("gitlab-token", "glpat-", 20),
          new Shape("gitlab-token", "gldt-", 20),
          new Shape("gitlab-token", "glrt-", 20),
          new Shape("gitlab-token", "glptt-", 20),
          new Shape("gitlab-token", "glcbt-", 20),
          new Shape("gitlab-token", "gloas-", 20),
          new Shape("gitlab-token", "glsoat-", 20),
          new Shape("gitlab-token", "glft-", 20),
          new Shape("gitlab-token", "glagent-", 20),
          new Shape("slack-token", "xoxa-", 10),
          new Shape("slack-token", "xoxb-", 10),
          new Shape("slack-token", "xoxp-", 10),
          new Shape("slack-token", "xoxo-", 10),
          new Shape("slack-token", "xoxs-", 10),
          new Shape("slack-token", "xoxr-", 10),
          new Shape("slack-token", "xoxe-", 10),
          new Shape("slack-token", "xapp-", 20),
          new Shape("stripe-key", "sk_live_", 10),
          new Shape("stripe-key", "rk_live_", 10),
          new Shape("stripe-key", "sk_test_", 10),
          new Shape("stripe-key", "rk_test_", 10),
          new Shape("stripe-key", "whsec_", 20),
          new Shape("huggingface-token", "hf_", 20),
          new Shape("huggingface-token", "api_org_", 20),
          new Shape("groq-key", "gsk_", 20),
          new Shape("xai-key", "xai-", 20),
          new Shape("replicate-token", "r8_", 20),
          new Shape("perplexity-key", "pplx-", 20),
          new Shape("npm-token", "npm_", 20),
          new Shape("pypi-token", "pypi-", 20),
          new Shape("tavily-key", "tvly-", 16),
          new Shape("nvidia-key", "nvapi-", 30),
          new Shape("langsmith-key", "lsv2_pt_", 20),
          new Shape("langsmith-key", "lsv2_sk_", 20),
          new Shape("langsmith-key", "lsv2_", 30),
          new Shape("langsmith-key", "ls__", 30),
          new Shape("together-key", "tgp_v1_", 30),
          new Shape("jina-key", "jina_", 30),
          new Shape("notion-token", "ntn_", 30),
          new Shape("linear-key", "lin_api_", 30),
          new Shape("figma-token", "figd_", 30),
          new Shape("postman-key", "PMAK-", 30),
          new Shape("shopify-token", "shpat_", 30),
          new Shape("shopify-token", "shpss_", 30),
          new Shape("sentry-token", "sntrys_", 30),
          new Shape("sentry-token", "sntryu_", 30),
          new Shape("grafana-token", "glsa_", 30),
          new Shape("grafana-token", "glc_", 30),
          new Shape("new-relic-key", "NRAK-", 20),
          new Shape("tailscale-key", "tskey-", 20),
          new Shape("brevo-key", "xkeysib-", 30),
          new Shape("rubygems-key", "rubygems_", 30),
          new Shape("pinecone-key", "pcsk_", 30),
          new Shape("google-oauth", "GOCSPX-", 20),
          new Shape("google-oauth", "ya29.", 20),
          new Shape("google-key", "AQ.", 40),
          new Shape("digitalocean-token", "dop_v1_", 30),
          new Shape("digitalocean-token", "doo_v1_", 30),
          new Shape("digitalocean-token", "dor_v1_", 30),
          new Shape("docker-token", "dckr_pat_", 20),
          new Shape("vault-token", "hvs.", 20),
          new Shape("vault-token", "hvb.", 20),
          new Shape("sendgrid-key", "SG.", 16),
          new Shape("slack-token", "xoxc-", 10),
          new Shape("slack-token", "xoxd-", 10),
          new Shape("cerebras-key", "csk-", 30),
          new Shape("fireworks-key", "fw_", 20),
          new Shape("firecrawl-key", "fc-", 30),
          new Shape("voyage-key", "pa-", 40),
          new Shape("elevenlabs-key", "sk_", 40),
          new Shape("e2b-key", "e2b_", 30),
          new Shape("logfire-token", "pylf_v1_", 20),
          new Shape("wandb-key", "wandb_v1_", 20),
          new Shape("anyscale-key", "esecret_", 20),
          new Shape("runpod-key", "rpa_", 30),
          new Shape("cursor-key", "crsr_", 30),
          new Shape("supabase-key", "sbp_", 30),
          new Shape("supabase-key", "sb_secret_", 20),
          new Shape("vercel-token", "vcp_", 20),
          new Shape("netlify-token", "nfp_", 30),
          new Shape("render-key", "rnd_", 20),
          new Shape("fly-token", "fm2_", 30),
          new Shape("fly-token", "fo1_", 30),
          new Shape("heroku-key", "HRKU-", 16),
          new Shape("doppler-token", "dp.pt.", 30),
          new Shape("doppler-token", "dp.st.", 30),
          new Shape("doppler-token", "dp.sa.", 30),
          new Shape("planetscale-token", "pscale_tkn_", 20),
          new Shape("planetscale-token", "pscale_pw_", 20),
          new Shape("planetscale-token", "pscale_oauth_", 20),
          new Shape("neon-key", "napi_", 30),
          new Shape("pulumi-token", "pul-", 30),
          new Shape("onepassword-token", "ops_", 40),
          new Shape("age-key", "AGE-SECRET-KEY-", 40),
          new Shape("dynatrace-token", "dt0c01.", 40),
          new Shape("honeycomb-key", "hcaik_", 40),
          new Shape("sourcegraph-token", "sgp_", 30),
          new Shape("prefect-key", "pnu_", 30),
          new Shape("hubspot-token", "pat-na1-", 30),
          new Shape("hubspot-token", "pat-eu1-", 30),
          new Shape("notion-token", "secret_", 40),
          new Shape("linear-key", "lin_oauth_", 30),
          new Shape("square-token", "sq0atp-", 20),
          new Shape("square-token", "sq0csp-", 20),
          new Shape("plaid-token", "access-production-", 30),
          new Shape("plaid-token", "access-sandbox-", 30),
          new Shape("brevo-key", "xsmtpsib-", 30),
          new Shape("contentful-token", "CFPAT-", 30),
          new Shape("shippo-key", "shippo_live_", 30),
          new Shape("typeform-token", "tfp_", 30));

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

  /// What keys begin with, and the rule for each of them.
  static Map<String, String> prefixes() {
    Map<String, String> prefixes = new LinkedHashMap<>();
    SHAPES.forEach(shape -> prefixes.put(shape.prefix, shape.rule));
    return prefixes;
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
    return new Found(rule(shape, text, start), start, broken);
  }

  /// The rule of the longest prefix: `sk-` stops at keys of others that go on, such as `sk-ant-`.
  private static String rule(Shape found, String text, int start) {
    Shape longest = found;
    for (Shape shape : SHAPES) {
      if (shape.prefix.length() > longest.prefix.length()
          && shape.prefix.startsWith(found.prefix)
          && text.startsWith(shape.prefix, start)) {
        longest = shape;
      }
    }
    return longest.rule;
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
