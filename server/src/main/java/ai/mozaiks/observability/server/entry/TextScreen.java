// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.entry;

import static ai.mozaiks.observability.server.entry.Identity.same;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Takes secrets out of single texts and shortens them. One per request, not thread-safe; counts
/// into the shared [Cuts].
public final class TextScreen {
  /// So much more than the limit is looked through for secrets, so that none is cut in half.
  private static final int OVERLAP = 8 << 10;

  private final SpanLimits limits;
  private final Redaction redaction;
  private final Redaction uncounted;
  private final Cuts cuts;
  private int beyondLimits;

  /// A screen for one request.
  public TextScreen(SpanLimits limits, Redaction redaction, Cuts cuts) {
    this.limits = limits;
    this.redaction = redaction;
    this.uncounted = redaction.uncounted();
    this.cuts = cuts;
  }

  /// Counts what was cut.
  public void cut(Cuts.Kind kind, int count) {
    if (count > 0) {
      cuts.add(kind, count);
      if (kind.isLimit()) {
        beyondLimits += count;
      }
    }
  }

  /// How many things of this request went beyond a limit so far.
  public int beyondLimits() {
    return beyondLimits;
  }

  /// A name: the same instance if nothing is wrong with it.
  public String name(String text) {
    String head = head(text, withOverlap(limits.nameLength()));
    String clean = redacted(head, redaction.redact(head));
    String kept = head(clean, limits.nameLength());
    if (!same(kept, clean) || !same(head, text)) {
      cut(Cuts.Kind.NAMES, 1);
    }
    return kept;
  }

  /// Whether there is no secret in a text. Nothing is masked, so nothing is counted.
  public boolean isClean(String text) {
    return same(uncounted.redact(text), text);
  }

  /// A status or error message: may be as long as a value.
  public String message(String text) {
    String head = head(text, withOverlap(limits.valueBytes()));
    return limited(text, head, redacted(head, redaction.redact(head)), limits.valueBytes());
  }

  /// An attribute's value.
  ///
  /// @param most how long it may be; bytes of UTF-8
  public String value(String key, boolean secret, String text, int most) {
    String head = head(text, withOverlap(most));
    String clean = secret ? redaction.redactValue(key, head) : redaction.redact(head);
    return limited(text, head, redacted(head, clean), most);
  }

  /// The texts of one list, each of them screened already.
  ///
  /// @return the same instance if there is nothing more to mask
  public List<String> neighbours(List<String> elements) {
    List<String> clean = redaction.redactNeighbours(elements);
    if (!same(clean, elements)) {
      cut(Cuts.Kind.SECRETS, 1);
    }
    return clean;
  }

  /// An attribute's value in bytes, which may be text.
  ///
  /// @param most how many
  public ByteString bytes(String key, boolean secret, ByteString bytes, int most) {
    // One character per byte: text in bytes is screened whether all of it is valid UTF-8 or not.
    ByteString head = head(bytes, withOverlap(most));
    String text = head.toString(StandardCharsets.ISO_8859_1);
    String clean =
        redacted(text, secret ? redaction.redactValue(key, text) : redaction.redact(text));
    ByteString kept =
        same(clean, text) ? head : ByteString.copyFrom(clean, StandardCharsets.ISO_8859_1);
    if (kept.size() > most || head.size() < bytes.size()) {
      cut(Cuts.Kind.VALUES, 1);
      kept = head(kept, most);
    }
    return kept;
  }

  private static ByteString head(ByteString bytes, int length) {
    return bytes.size() <= length ? bytes : bytes.substring(0, length);
  }

  private static int withOverlap(int length) {
    return (int) Math.min(Integer.MAX_VALUE, (long) length + OVERLAP);
  }

  private String redacted(String text, String clean) {
    if (!same(clean, text)) {
      cut(Cuts.Kind.SECRETS, 1);
    }
    return clean;
  }

  private String limited(String text, String head, String clean, int most) {
    String kept = utf8Head(clean, most);
    if (!same(kept, clean) || !same(head, text)) {
      cut(Cuts.Kind.VALUES, 1);
    }
    return kept;
  }

  /// The first characters, never half of a surrogate pair; the same instance if it is not longer.
  private static String head(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, splits ? length - 1 : length);
  }

  /// As many characters as fit into so many bytes of UTF-8; the same instance if all do.
  private static String utf8Head(String text, int maxBytes) {
    if (text.length() * 3L <= maxBytes) {
      return text;
    }
    int bytes = 0;
    int i = 0;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      if (bytes > maxBytes) {
        return text.substring(0, i);
      }
      i += Character.charCount(codePoint);
    }
    return text;
  }
}
