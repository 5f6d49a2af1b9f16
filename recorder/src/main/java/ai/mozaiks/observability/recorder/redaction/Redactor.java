// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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

  /// How deep [#redactTree] looks.
  public static final int MOST_DEPTH = 64;

  /// What stands in place of a secret.
  public static final String MASK = "***REDACTED***";

  /// Raised with every change of what the built-in rules mask: it is a part of [#fingerprint].
  static final int RULES_VERSION = 1;

  static final String TOO_DEEP = "too-deep";
  private static final String KEY_NAME = "secret-key-name";
  private static final int SHORTEST = 5;
  private static final int MOST_ROUNDS = 8;

  private final SecretKeys keys;
  private final String fingerprint;
  private final @Nullable PersonalData personal;
  private final List<BoundedPattern> patterns;
  private final Map<String, LongAdder> counts = new LinkedHashMap<>();
  private final Consumer<String> counting = this::count;

  private Redactor(
      SecretKeys keys,
      Set<PersonalData.Kind> personal,
      List<BoundedPattern> patterns,
      String fingerprint) {
    this.keys = keys;
    this.fingerprint = fingerprint;
    this.personal = personal.isEmpty() ? null : new PersonalData(personal);
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
            SecretScan.PARAMETER,
            SecretScan.PAIR,
            SecretScan.ELEMENT,
            SecretScan.OPTION,
            KEY_NAME,
            TOO_DEEP));
    personal.forEach(kind -> rules.add(kind.rule()));
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
    return redact(value, counting);
  }

  /// The same, and tells somebody else which rules masked something instead of counting it.
  ///
  /// @param found told the rule's name for each mask
  public String redact(String value, Consumer<String> found) {
    if (value.length() < SHORTEST) {
      return value;
    }
    String result = scan(value, found);
    if (personal != null) {
      result = personal.mask(result, found);
    }
    for (BoundedPattern pattern : patterns) {
      result = pattern.mask(result, found);
    }
    return result;
  }

  /// Scans until nothing changes any more: where secrets stand inside of one another, a mask may
  /// let the next look see more. A text that never comes to rest was made for that, and is hidden.
  private String scan(String value, Consumer<String> found) {
    String result = value;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      String before = result;
      if (SecretScan.nextTrigger(before, 0) < before.length()) {
        result = new SecretScan(keys, Reading.plain(before), found).run();
      }
      Reading undisguised = Reading.undisguised(result);
      if (undisguised != null) {
        result = new SecretScan(keys, undisguised, found).run();
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
    return redactValue(key, value, counting);
  }

  /// The same, and tells somebody else which rules masked something instead of counting it.
  ///
  /// @param found told the rule's name for each mask
  public String redactValue(String key, String value, Consumer<String> found) {
    if (!isSecretKey(key)) {
      return redact(value, found);
    }
    if (value.isEmpty()
        || value.equals(MASK)
        || value.equalsIgnoreCase("true")
        || value.equalsIgnoreCase("false")
        || value.equals("null")) {
      return value;
    }
    found.accept(KEY_NAME);
    return MASK;
  }

  /// Masks what only the neighbours of a list's elements tell: `--password` and what follows it,
  /// `curl`, `-u` and a password, the name of a header and its value. What single elements hold is
  /// [#redact]'s affair.
  ///
  /// @return the same instance if nothing was found
  public List<String> redactNeighbours(List<String> elements) {
    return redactNeighbours(elements, counting);
  }

  /// The same, and tells somebody else which rules masked something instead of counting it.
  ///
  /// @param found told the rule's name for each mask
  public List<String> redactNeighbours(List<String> elements, Consumer<String> found) {
    return new Neighbours(keys, elements).redact(text -> scan(text, found));
  }

  /// Masks the secrets in a tree of maps, lists and values, such as JSON is read to: by the keys of
  /// maps, by neighbours in lists and maps (`{"name":"password","value":"…"}`), and by what texts
  /// contain. Below a secret's key every text and number is masked. Deeper than [#MOST_DEPTH]
  /// everything is masked.
  ///
  /// @param value maps, lists and other iterables, arrays of objects, texts, numbers, booleans,
  ///   null; anything else stays as it is
  /// @return the same instance if nothing was found
  public @Nullable Object redactTree(@Nullable Object value) {
    return new TreeRedaction(this, (place, rule) -> count(rule)).redact(value);
  }

  /// The same, and tells somebody else what was masked where instead of counting it.
  ///
  /// @param found told the place, a JSON Pointer (RFC 6901) without secrets, and the rule's name
  ///   for each mask
  public @Nullable Object redactTree(@Nullable Object value, BiConsumer<String, String> found) {
    return new TreeRedaction(this, found).redact(value);
  }

  /// Whether a map's or object's entry under this key tells what its neighbour is called, as `name`
  /// does in `{"name":"password","value":"…"}`.
  public static boolean tellsName(String key) {
    return Members.tellsName(key, 0, key.length());
  }

  /// Whether an entry under this key holds what a neighbour names, as `value` does.
  public static boolean holdsValue(String key) {
    return Members.holdsValue(key, 0, key.length());
  }

  /// Tells these rules from others: the same for two redactors that mask the same, also of another
  /// process, and another after the built-in rules have changed. 32 lower-case hex digits; nobody
  /// can tell the rules from it.
  public String fingerprint() {
    return fingerprint;
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
    private final Set<PersonalData.Kind> personal = EnumSet.noneOf(PersonalData.Kind.class);
    private final List<BoundedPattern> patterns = new ArrayList<>();

    private Builder() {}

    /// Masks personal data too, which is no secret and often what people look for.
    public Builder personalData(PersonalData.Kind kind) {
      personal.add(kind);
      return this;
    }

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
      RulesFingerprint fingerprint = new RulesFingerprint(RULES_VERSION);
      fingerprint.addKeys(secretKeys);
      fingerprint.addPersonal(personal);
      patterns.forEach(fingerprint::add);
      return new Redactor(new SecretKeys(secretKeys), personal, patterns, fingerprint.hex());
    }
  }
}
