package io.flagpost.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What sketches say, about the same numbers each time. */
class SketchesTest {
  private static final int MANY = 100_000;

  @Test
  void aSmallSetIsExactAndALargeOneIsAboutRight() {
    DistinctSet set = new DistinctSet();
    for (long hash = 1; hash <= DistinctSet.MOST_EXACT; hash++) {
      assertThat(set.addAll(List.of(hash))).isTrue();
      assertThat(set.addAll(List.of(hash))).as("again").isFalse();
      set = DistinctSet.of(set.encoded());
      assertThat(set.count()).isEqualTo((double) hash);
    }

    set.addAll(hashes(1, MANY));

    assertThat(set.count()).isCloseTo((double) MANY, withinPercentage(5));
    assertThat(set.addAll(hashes(1, MANY))).as("all of them again").isFalse();
    assertThat(DistinctSet.of(set.encoded()).encoded()).isEqualTo(set.encoded());
    assertThat(set.encoded().length()).isLessThan(1_100);
  }

  @Test
  void aSketchOfADayIsAboutRight() {
    assertThat(SketchTable.of(hashes(1, MANY)).getDistinctCountEstimate())
        .isCloseTo((double) MANY, withinPercentage(2.5));
  }

  @Test
  void percentilesAreRightToOnePercent() {
    Values values = new Values();
    for (int i = -MANY; i < MANY; i++) {
      values.add(i);
    }
    Values kept =
        Values.of(values.count(), values.sum(), values.least(), values.greatest(), values.bins());

    assertThat(kept.percentile(0.95)).isCloseTo(0.9 * MANY, withinPercentage(1.01));
    assertThat(kept.percentile(0.05)).isCloseTo(-0.9 * MANY, withinPercentage(1.01));
    assertThat(kept.count()).isEqualTo(2L * MANY);
  }

  @Test
  void valuesCanBeMerged() {
    Values all = new Values();
    Values first = new Values();
    Values second = new Values();
    for (int i = 0; i < 1_000; i++) {
      all.add(i / 7.0);
      (i % 3 == 0 ? first : second).add(i / 7.0);
    }

    first.add(second);

    assertThat(first.bins()).isEqualTo(all.bins());
    assertThat(first.least()).isZero();
    assertThat(first.greatest()).isEqualTo(999 / 7.0);
  }

  @Test
  void wildNumbersTakeABoundedRoom() {
    Values values = new Values();
    for (int exponent = -300; exponent < 308; exponent++) {
      values.add(Math.pow(10, exponent));
      values.add(-Math.pow(10, exponent));
    }

    Buffer bins = values.bins();

    assertThat(bins.length()).isLessThan(2 * 1_024 * 12 + 20);
    assertThat(values.percentile(1)).isCloseTo(1e307, withinPercentage(1.01));
  }

  private static List<Long> hashes(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
