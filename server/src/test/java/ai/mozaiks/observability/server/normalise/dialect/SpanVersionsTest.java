// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import static ai.mozaiks.observability.server.normalise.TestSpan.chat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Which version of a span that came twice is kept: rule 1 of docs/counting.md.
class SpanVersionsTest {

  @Test
  void repetitionReplacesNothing() {
    assertThat(chat(1).usage(1, 2).facts().replaces(chat(1).usage(1, 2).facts())).isFalse();
  }

  @Test
  void laterEndReplaces_evenWithFewerAttributes() {
    SpanFacts early = chat(1).usage(1, 2).at(0, 10).facts();
    SpanFacts late = chat(1).at(0, 11).facts();

    assertThat(late.replaces(early)).isTrue();
    assertThat(early.replaces(late)).isFalse();
  }

  @Test
  void moreAttributesReplace_atTheSameEnd() {
    SpanFacts less = chat(1).facts();
    SpanFacts more = chat(1).usage(1, 2).facts();

    assertThat(more.replaces(less)).isTrue();
    assertThat(less.replaces(more)).isFalse();
  }

  @Test
  void exactlyOneOfTwoEqualVersionsReplaces_soThatTheOrderCannotMatter() {
    SpanFacts one = chat(1).usage(1, 2).facts();
    SpanFacts other = chat(1).usage(1, 3).facts();

    assertThat(one.replaces(other)).isNotEqualTo(other.replaces(one));
  }

  @Test
  void sameSpanThroughACollectorThatAddsToTheResource_replaces() {
    SpanFacts plain = chat(1).usage(1, 2).facts();
    SpanFacts enriched = chat(1).usage(1, 2).resource("app.id", "shop").facts();

    assertThat(enriched.replaces(plain)).isTrue();
    assertThat(plain.replaces(enriched)).isFalse();
  }

  @Test
  void exactlyOneOfTheSameSpansFromTwoOriginsReplaces_soThatTheOrderCannotMatter() {
    SpanFacts one = chat(1).usage(1, 2).resource("app.id", "shop").facts();
    SpanFacts other = chat(1).usage(1, 2).resource("app.id", "bank").facts();

    assertThat(one.replaces(other)).isNotEqualTo(other.replaces(one));
  }
}
