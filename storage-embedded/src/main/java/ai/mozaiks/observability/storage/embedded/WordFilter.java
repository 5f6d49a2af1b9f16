// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A set of words that tells of each whether it may be in it: a Bloom filter, in [#PARTS] parts of
/// which each word needs one, so that a question reads only a small piece of what is stored. For
/// one thread.
final class WordFilter {
  static final int PARTS = 16;

  private static final int HASHES = 4;
  private static final int LARGEST_BITS = 1 << 16; // of one part
  private static final int SMALLEST_BITS = 1 << 9;

  /// How full a part may be, as a share of its bits: 1.2 % of the words that are not in it look as
  /// if they were then.
  private static final double FULL = 1.0 / 3;

  private final long[][] parts = new long[PARTS][LARGEST_BITS / Long.SIZE];
  private final int[] ones = new int[PARTS];
  private int fullest;

  void add(long word) {
    int part = partOf(word);
    for (int i = 0; i < HASHES; i++) {
      int bit = bit(word, i, LARGEST_BITS);
      long mask = 1L << bit;
      long old = parts[part][bit >>> 6];
      if ((old & mask) == 0) {
        parts[part][bit >>> 6] = old | mask;
        fullest = Math.max(fullest, ++ones[part]);
      }
    }
  }

  /// Whether it would become worthless with many more.
  boolean isFull() {
    return fullest > LARGEST_BITS * FULL;
  }

  /// A part as it is stored, as small as it is useful: its halves laid one over the other as long
  /// as it stays empty enough.
  byte[] part(int number) {
    long[] bits = parts[number];
    while (bits.length > SMALLEST_BITS / Long.SIZE) {
      int half = bits.length / 2;
      long[] folded = new long[half];
      long set = 0;
      for (int i = 0; i < half; i++) {
        folded[i] = bits[i] | bits[half + i];
        set += Long.bitCount(folded[i]);
      }
      if (set > (long) half * Long.SIZE * FULL) {
        break;
      }
      bits = folded;
    }
    ByteBuffer bytes = ByteBuffer.allocate(bits.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(bits);
    return bytes.array();
  }

  void clear() {
    for (long[] part : parts) {
      Arrays.fill(part, 0);
    }
    Arrays.fill(ones, 0);
    fullest = 0;
  }

  /// The part that a word is in.
  static int partOf(long word) {
    return (int) (word >>> 60);
  }

  /// Whether a word may be in a stored part, which must be its own.
  static boolean mayContain(byte[] part, long word) {
    int bits = part.length * Byte.SIZE;
    for (int i = 0; i < HASHES; i++) {
      int bit = bit(word, i, bits);
      if ((part[bit >>> 3] & (1 << (bit & 7))) == 0) {
        return false;
      }
    }
    return true;
  }

  /// @param bits a power of two
  private static int bit(long word, int number, int bits) {
    int step = (int) (word >>> 28) | 1;
    return ((int) word + number * step) & (bits - 1);
  }
}
