package io.flagpost.telemetry.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecordIdsTest {
  private static final Instant MOMENT = Instant.parse("2024-02-27T01:57:24.123Z");

  /** PostgreSQL's order of uuid: bytes, unsigned. */
  private static final Comparator<UUID> ORDER = Comparator.comparing(UUID::toString);

  private final RecordIds ids = new RecordIds(new SecureRandom());

  @Test
  void anIdIsAUuidOfVersion7ThatHoldsItsReading() {
    UUID id = ids.at(MOMENT);

    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(RecordIds.timeOf(id)).isEqualTo(MOMENT);
  }

  @Test
  void idsOfOneMillisecondDifferAndRise() {
    assertThat(IntStream.range(0, 1_000).mapToObj(i -> ids.at(MOMENT)).toList())
        .doesNotHaveDuplicates()
        .isSortedAccordingTo(ORDER);
  }

  @Test
  void theFloorIsBelowItsMillisecondAndAboveTheOneBefore() {
    UUID floor = RecordIds.floor(MOMENT);

    assertThat(floor).isEqualTo(RecordIds.floor(MOMENT.plusNanos(999_999)));
    assertThat(ORDER.compare(floor, ids.at(MOMENT))).isNegative();
    assertThat(ORDER.compare(floor, ids.at(MOMENT.minusMillis(1)))).isPositive();
  }

  @Test
  void momentsThatNoIdHoldsGiveTheNearestBound() {
    assertThat(RecordIds.floor(Instant.MIN)).isEqualTo(RecordIds.floor(Instant.EPOCH));
    assertThat(RecordIds.floor(Instant.MAX)).hasToString("ffffffff-ffff-7000-8000-000000000000");
  }
}
