// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.entry;

import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.server.http.Refusal;

/// What one request becomes in memory, estimated while it is decoded: a few bytes on the wire can
/// stand for many objects. Whoever decodes says what it is about to make; this refuses the request
/// before its memory is taken, either because it can never fit or because there is no room now.
///
/// The estimates are of a 64-bit JVM with compressed references, rounded up. One per request, not
/// thread-safe.
public final class Decoding {

  /// A text or byte value, beside its bytes: its object, its array, its place in its owner.
  private static final int TEXT = 56;

  /// A number in a list.
  private static final int NUMBER = 16;

  /// Taken from the budget at once, since all requests share it.
  private static final int PORTION = 64 << 10;

  private final Body body;
  private final int maxItems;
  private int items;
  private long estimate;
  private long reserved;
  private int longestText;

  /// An account for one body.
  ///
  /// @param body whose share of memory is charged
  /// @param maxItems spans, events, log records; count
  public Decoding(Body body, int maxItems) {
    this.body = body;
    this.maxItems = maxItems;
  }

  /// One more span, event or log record.
  ///
  /// @param bytes what it takes, without its parts
  /// @throws Refusal 413 beyond the limit of items, or as [#object]
  public void item(int bytes) throws Refusal {
    if (++items > maxItems) {
      throw Refusal.of(
          413,
          "body: more than "
              + maxItems
              + " items (expected: at most limits.items_per_request, "
              + maxItems
              + "; send smaller batches)");
    }
    object(bytes);
  }

  /// One more part of an item.
  ///
  /// @throws Refusal 413 if the request can never fit, 503 if there is no room now
  public void object(int bytes) throws Refusal {
    estimate += bytes;
    if (estimate > reserved) {
      long portion = Math.max(PORTION, estimate - reserved);
      body.reserve(portion);
      reserved += portion;
    }
  }

  /// A text or byte value: as decoded, and in the bytes that are stored.
  ///
  /// @param length in bytes
  /// @throws Refusal as [#object]
  public void text(int length) throws Refusal {
    object((int) Math.min(Integer.MAX_VALUE, TEXT + 2L * length));
  }

  /// A text that is decoded already.
  ///
  /// @throws Refusal as [#object]
  public void text(String text) throws Refusal {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
    }
    text(bytes);
    if (text.length() > longestText) {
      object(2 * (text.length() - longestText)); // the reader's buffer, which grows to the longest
      longestText = text.length();
    }
  }

  /// Some numbers of a list, whose array doubles when it is full.
  ///
  /// @throws Refusal as [#object]
  public void numbers(int count) throws Refusal {
    object((int) Math.min(Integer.MAX_VALUE, (long) NUMBER * count));
  }

  /// Items so far; count.
  public int items() {
    return items;
  }

  /// The estimate so far; bytes.
  public long estimate() {
    return estimate;
  }
}
