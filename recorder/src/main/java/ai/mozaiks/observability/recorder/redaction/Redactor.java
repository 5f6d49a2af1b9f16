// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/// Masks secrets in what agents report: API keys, tokens, passwords, private keys, credentials in
/// addresses and headers. Told by the shape of a value, by the name it is given in running text or
/// JSON, and by the key of an attribute; also behind percent-encoding, escapes of JSON and
/// characters that nobody sees, and where a line break goes through a key.
///
/// Time is linear in the length of the text for every built-in rule, whatever the text; a text
/// without secrets comes back as the same instance after one round of at most three passes. Masking
/// twice changes nothing more. No rule can know every secret: a password without name or shape
/// stays.
///
/// Thread-safe; immutable but for its counters.
public final class Redactor {

  /// What stands in place of a secret.
  public static final String MASK = "***REDACTED***";

  private static final String KEY_NAME = "secret_key_name";
  private static final int SHORTEST = 5;
  private static final int MOST_ROUNDS = 8;

  private final SecretKeys keys;
  private final List<BoundedPattern> patterns;
  private final Map<String, LongAdder> counts = new LinkedHashMap<>();

  private Redactor(SecretKeys keys, List<BoundedPattern> patterns) {
    this.keys = keys;
    this.patterns = List.copyOf(patterns);
    Set<String> rules = new LinkedHashSet<>(KeyShapes.rules());
    rules.addAll(
        List.of(
            SecretScan.PRIVATE_KEY,
            SecretScan.JWT,
            SecretScan.BEARER,
            SecretScan.BASIC,
            SecretScan.URL_PASSWORD,
            SecretScan.WEBHOOK,
            SecretScan.ASSIGNMENT,
            SecretScan.OPTION,
            KEY_NAME));
    patterns.forEach(pattern -> rules.add(pattern.name()));
    rules.forEach(rule -> counts.put(rule, new LongAdder()));
  }

  /// The built-in rules, with counters of its own.
  public static Redactor standard() {
    return builder().build();
  }

  /// Starts from the built-in rules.
  public static Builder builder() {
    return new Builder();
  }

  /// Masks the secrets in a text.
  ///
  /// @param value any text, also JSON, or JSON inside of JSON
  /// @return the same instance if nothing was found
  public String redact(String value) {
    if (value.length() < SHORTEST) {
      return value;
    }
    String result = scan(value);
    for (BoundedPattern pattern : patterns) {
      result = pattern.mask(result, this::count);
    }
    return result;
  }

  /// Scans until nothing changes any more: where secrets stand inside of one another, a mask may
  /// let the next look see more. A text that never comes to rest was made for that, and is hidden.
  private String scan(String value) {
    String result = value;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      String before = result;
      if (SecretScan.nextTrigger(before, 0) < before.length()) {
        result = new SecretScan(keys, Reading.plain(before), this::count).run();
      }
      Reading undisguised = Reading.undisguised(result);
      if (undisguised != null) {
        result = new SecretScan(keys, undisguised, this::count).run();
      }
      if (result.equals(before)) {
        return before;
      }
    }
    return MASK;
  }

  /// Whether a value under this key is a secret whatever it looks like.
  ///
  /// @param key name of an attribute, header, variable or JSON field; its last part counts
  public boolean isSecretKey(String key) {
    return keys.isSecret(key);
  }

  /// Masks a value by its key, or else by what it contains.
  ///
  /// @return [#MASK] if the key is a secret's; empty and boolean values stay as they are; the same
  ///   instance if nothing was found
  public String redactValue(String key, String value) {
    if (!isSecretKey(key)) {
      return redact(value);
    }
    if (value.isEmpty()
        || value.equals(MASK)
        || value.equalsIgnoreCase("true")
        || value.equalsIgnoreCase("false")
        || value.equals("null")) {
      return value;
    }
    count(KEY_NAME);
    return MASK;
  }

  /// The rules by name, in a fixed order.
  public List<String> ruleNames() {
    return List.copyOf(counts.keySet());
  }

  /// How often each rule has masked something since this redactor was made, in the order of
  /// [#ruleNames].
  public Map<String, Long> counts() {
    Map<String, Long> result = new LinkedHashMap<>();
    counts.forEach((rule, count) -> result.put(rule, count.sum()));
    return result;
  }

  private void count(String rule) {
    Objects.requireNonNull(counts.get(rule), rule).increment();
  }

  /// Adds an operator's own rules to the built-in ones.
  public static final class Builder {
    private final List<String> secretKeys = new ArrayList<>();
    private final List<BoundedPattern> patterns = new ArrayList<>();

    private Builder() {}

    /// Adds a key whose values are secrets; it counts as the end of longer keys too.
    ///
    /// @param name at least three ASCII letters or digits; case and separators do not matter
    /// @throws IllegalArgumentException if it is shorter or has other characters
    public Builder secretKey(String name) {
      SecretKeys.letters(name);
      secretKeys.add(name);
      return this;
    }

    /// Adds a pattern whose every match is masked whole. Its work is bounded: when a text makes it
    /// backtrack beyond a hundred steps per character, the whole text is masked.
    ///
    /// @param name what the rule is called in [Redactor#counts]
    /// @throws IllegalArgumentException if the name is empty, or the pattern matches an empty text
    public Builder pattern(String name, Pattern pattern) {
      patterns.add(new BoundedPattern(name, pattern));
      return this;
    }

    /// A redactor with counters of its own.
    public Redactor build() {
      return new Redactor(new SecretKeys(secretKeys), patterns);
    }
  }
}
