package io.flagpost.platform.web.connections;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameBudgetTest {
  private static final int LARGEST_HEAD = 96 * 1024;
  private static final int OVERHEAD = 64 * 1024;

  private final FrameBudget budget = new FrameBudget(LARGEST_HEAD, 0);

  @Test
  void theLargestHeadFitsInBeforeItIsKnownToBeOne() {
    budget.spend(LARGEST_HEAD + 1_000, 0);

    assertThat(budget.isOverdrawn()).isFalse();
  }

  @Test
  void whatIsSentGivesASixtyFourthBackHoweverItIsCut() {
    budget.spend(LARGEST_HEAD + OVERHEAD + 1, 0);
    for (int i = 0; i < 63; i++) {
      budget.sent(1);
    }
    assertThat(budget.isOverdrawn()).isTrue();

    budget.sent(1);

    assertThat(budget.isOverdrawn()).isFalse();
  }

  @Test
  void noMoreIsGivenBackThanThereWas() {
    budget.sent(Integer.MAX_VALUE);

    budget.spend(LARGEST_HEAD + OVERHEAD + 1, 0);

    assertThat(budget.isOverdrawn()).isTrue();
  }
}
