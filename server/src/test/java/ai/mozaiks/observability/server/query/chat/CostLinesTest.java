// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import static ai.mozaiks.observability.server.query.chat.Told.call;
import static ai.mozaiks.observability.server.query.chat.Told.context;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.PriceBook;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.normalise.Retries;
import ai.mozaiks.observability.server.normalise.UsageSources;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CostLinesTest {
  private static final Failure TIMEOUT = new Failure("Timeout", null, false);

  private static CostLines lines(Collection<ChatEvent> events) {
    CostLines lines = new CostLines(UsageSources.DEFAULT);
    events.forEach(lines::add);
    return lines;
  }

  private static BigDecimal sum(Collection<Tally> tallies) {
    return tallies.stream()
        .map(Tally::costUsd)
        .filter(Objects::nonNull)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void linesAndTotals_addUpToTheChatsCost(long seed) {
    List<ChatEvent> events = new ArrayList<>(Told.random(seed, 300));
    Tally chat = ChatState.fold(Told.CHAT, events).summary().tally();
    BigDecimal cost = Objects.requireNonNull(chat.costUsd());
    CostLines lines = lines(events);
    List<CostLine> all = lines.inOrder();

    assertThat(lines.costs().total().costUsd()).isEqualTo(cost);
    assertThat(lines.costs().total().promptTokens()).isEqualTo(chat.promptTokens());
    assertThat(sum(lines.byModel().values())).isEqualByComparingTo(cost);
    assertThat(sum(lines.byAgent().values())).isEqualByComparingTo(cost);
    BigDecimal ofLines = BigDecimal.ZERO;
    for (CostLine line : all) {
      BigDecimal amount = line.amount();
      if (amount != null) {
        ofLines = ofLines.add(amount);
      }
      List<PriceShares.Share> shares = PriceShares.of(line.cost(), line.usage());
      if (!shares.isEmpty() && line.counted()) {
        assertThat(
                shares.stream()
                    .map(PriceShares.Share::amount)
                    .reduce(BigDecimal.ZERO, BigDecimal::add))
            .isEqualByComparingTo(Objects.requireNonNull(amount));
      }
      assertThat(shares.isEmpty())
          .isEqualTo(
              line.cost().source() != Cost.Source.COMPUTED
                  || Cost.LOCALLY_CACHED.equals(line.cost()));
    }
    assertThat(ofLines).isEqualByComparingTo(cost);

    Collections.shuffle(events, new Random(seed));
    assertThat(lines(events).inOrder()).isEqualTo(all);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void sharesOfEveryPriceOfTheBook_addUp(long seed) {
    Random random = new Random(seed);
    PriceBook book = PriceBook.standard();
    book.prices()
        .forEach(price -> {
          long prompt = random.nextInt(500_000);
          TokenUsage usage = new TokenUsage(prompt, 77L, prompt / 3, prompt / 5, null);
          Cost cost = book.price(price.provider(), price.model(), null, usage);
          List<PriceShares.Share> shares = PriceShares.of(cost, usage);
          assertThat(shares).as(cost.rule()).hasSize(4);
          assertThat(shares.stream().mapToLong(PriceShares.Share::tokens).sum())
              .isEqualTo(prompt + 77);
        });
  }

  @Test
  void shares_areNotShown_whenTheyWouldNotAddUp() {
    Cost other = Cost.computed(1, "gpt-4o: 2.50/1.25/10.00 USD per 1M");
    assertThat(PriceShares.of(other, TokenUsage.of(10, 10))).isEmpty();
    assertThat(PriceShares.of(Cost.computed(1, "by hand"), TokenUsage.of(10, 10))).isEmpty();
    assertThat(PriceShares.of(Cost.reported(1), TokenUsage.of(10, 10))).isEmpty();
  }

  @Test
  void linesSayWhyTheyCount_orDoNot() {
    TokenUsage usage = TokenUsage.of(100, 10);
    List<CostLine> lines =
        lines(
                List.of(
                    call(context("1", 1, null), "a", "gpt-4o", usage, false, null),
                    call(context("2", 2, null), "a", "gpt-4o", usage, true, null),
                    call(context("3", 3, null), "a", "gpt-4o", TokenUsage.UNKNOWN, false, TIMEOUT),
                    call(context("4", 4, null), "a", "gpt-4o", usage, false, TIMEOUT),
                    new ChatEvent.UsageSummary(context("5", 5, null), usage, Cost.reported(7)),
                    new ChatEvent.Superseded(
                        call(context("6", 6, null), "a", "gpt-4o", usage, false, null))))
            .inOrder();
    assertThat(lines)
        .extracting(CostLine::counted, line -> line.reason().replaceAll("[:,].*", ""))
        .containsExactly(
            tuple(true, "counted"),
            tuple(true, "the application's own cache answered"),
            tuple(false, "it failed and told no tokens"),
            tuple(true, "counted"),
            tuple(false, "rule 9"),
            tuple(false, "rule 8"));
    assertThat(lines)
        .extracting(CostLine::amount)
        .usingElementComparator(BigDecimal::compareTo)
        .containsExactly(
            new BigDecimal("0.00035"),
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            new BigDecimal("0.00035"),
            BigDecimal.ZERO,
            BigDecimal.ZERO);
  }

  @Test
  void failedCall_isRetried_whenTheSameAgentAsksTheSameModelAgain() {
    TokenUsage usage = TokenUsage.of(100, 10);
    CostLines lines =
        lines(
            Retries.marked(
                List.of(
                    call(context("1", 1, null), "a", "gpt-4o", usage, false, TIMEOUT),
                    call(context("2", 2, null), "b", "gpt-4o", usage, false, TIMEOUT),
                    call(context("3", 3, null), "a", "gpt-4o-mini", usage, false, null),
                    call(context("4", 4, null), "a", "gpt-4o", usage, false, TIMEOUT),
                    call(context("5", 5, null), "a", "gpt-4o", usage, false, null))));
    assertThat(lines.inOrder())
        .extracting(CostLine::retried)
        .containsExactly(true, false, false, true, false);
    assertThat(lines.costs().retried().llmCalls()).isEqualTo(2);
    assertThat(lines.costs().failed().llmCalls()).isEqualTo(3);
  }
}
