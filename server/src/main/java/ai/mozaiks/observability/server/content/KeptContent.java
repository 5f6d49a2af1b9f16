// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import ai.mozaiks.observability.server.content.ContentPolicy.Decision;
import ai.mozaiks.observability.storage.ContentKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What becomes of what was said, wherever it stood: whether it is kept, without secrets, in its
/// order, as much as there is room for. Thread-safe.
final class KeptContent {
  /// Roles and names are a word or two.
  private static final int LONGEST_NAME = 256;

  private static final Comparator<Said> AS_SAID =
      Comparator.comparingInt(said -> placeOf(said.kind()));

  private final ContentPolicy policy;
  private final ContentCaps caps;
  private final UnaryOperator<String> clean;
  private final ContentCounts counts;

  KeptContent(
      ContentPolicy policy, ContentCaps caps, UnaryOperator<String> clean, ContentCounts counts) {
    this.policy = policy;
    this.caps = caps;
    this.clean = clean;
    this.counts = counts;
  }

  boolean keepsNothing() {
    return policy.keepsNothing();
  }

  /// @param app null when none is named
  boolean isKept(@Nullable String app) {
    return policy.of(app) == Decision.KEEP;
  }

  Said cleaned(Said said) {
    return new Said(
        said.kind(), name(said.role()), name(said.name()), said.json(), clean.apply(said.text()));
  }

  private @Nullable String name(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String cleaned = clean.apply(text);
    if (cleaned.length() <= LONGEST_NAME) {
      return cleaned;
    }
    boolean splits = Character.isHighSurrogate(cleaned.charAt(LONGEST_NAME - 1));
    return cleaned.substring(0, splits ? LONGEST_NAME - 1 : LONGEST_NAME);
  }

  /// In the order in which it was said, as far as there is room; counted.
  ///
  /// @param said what was said, cleaned
  List<ContentCaps.Capped> capped(List<Said> said) {
    List<Said> ordered = new ArrayList<>(said);
    ordered.sort(AS_SAID);
    List<ContentCaps.Capped> capped = caps.apply(ordered);
    long bytes = 0;
    long cut = 0;
    long cutBytes = 0;
    for (ContentCaps.Capped each : capped) {
      bytes += each.bytes();
      cut += each.originalBytes() > each.bytes() ? 1 : 0;
      cutBytes += each.originalBytes() - each.bytes();
    }
    counts.kept(capped.size(), bytes);
    counts.cut(cut + said.size() - capped.size(), cutBytes);
    return capped;
  }

  private static int placeOf(ContentKind kind) {
    return switch (kind) {
      case SYSTEM -> 0;
      case TOOL_DEFINITIONS -> 1;
      case INPUT -> 2;
      case DOCUMENT -> 3;
      case TOOL_ARGUMENTS -> 4;
      case OUTPUT -> 5;
      case TOOL_RESULT -> 6;
      case OTHER -> 7;
    };
  }
}
