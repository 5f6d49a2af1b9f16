// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ToolCallCount;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The column `same_calls` of the table `chats`: a [TextList] of texts such as `00000000000000ff 12
/// search`, the hash of the arguments, how many calls, and the tool.
final class SameCallsColumn {
  private static final int HASH_DIGITS = 16;

  /// How often the most frequent was called, as an expression; null for no such calls. The first of
  /// the list is the most frequent, and its second word the number.
  static final String MOST = "TRY_CAST(split_part(same_calls, ' ', 2) AS BIGINT)";

  private SameCallsColumn() {}

  static @Nullable String write(List<ToolCallCount> counts) {
    return TextList.join(counts.stream().map(SameCallsColumn::write).toList());
  }

  private static String write(ToolCallCount count) {
    return HexFormat.of().toHexDigits(count.argumentsHash())
        + ' '
        + count.calls()
        + ' '
        + count.tool();
  }

  static List<ToolCallCount> read(@Nullable String column) {
    return TextList.split(column).stream().map(SameCallsColumn::readOne).toList();
  }

  private static ToolCallCount readOne(String text) {
    int afterCalls = text.indexOf(' ', HASH_DIGITS + 1);
    return new ToolCallCount(
        text.substring(afterCalls + 1),
        HexFormat.fromHexDigitsToLong(text, 0, HASH_DIGITS),
        Long.parseLong(text, HASH_DIGITS + 1, afterCalls, 10));
  }
}
