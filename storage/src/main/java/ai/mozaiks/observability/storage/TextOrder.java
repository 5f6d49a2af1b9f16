// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.Comparator;
import java.util.List;

/// The order of texts in every answer of a store: by Unicode code point, which is also the order of
/// the UTF-8 bytes, so that all engines agree. [String#compareTo] orders UTF-16 units and puts an
/// emoji before U+FB01.
public final class TextOrder implements Comparator<String> {
  public static final TextOrder INSTANCE = new TextOrder();

  /// Lists by their first difference, a shorter one before its continuation.
  public static final Comparator<List<String>> LISTS = TextOrder::compareLists;

  private TextOrder() {}

  @Override
  public int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        // a surrogate stands for a code point above all those of 16 bits
        boolean high = Character.isSurrogate(x);
        return high == Character.isSurrogate(y) ? x - y : high ? 1 : -1;
      }
    }
    return a.length() - b.length();
  }

  private static int compareLists(List<String> a, List<String> b) {
    int size = Math.min(a.size(), b.size());
    for (int i = 0; i < size; i++) {
      int order = INSTANCE.compare(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return a.size() - b.size();
  }
}
