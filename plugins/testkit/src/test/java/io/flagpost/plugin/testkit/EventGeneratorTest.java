package io.flagpost.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.plugin.testkit.EventGenerator.Event;
import io.flagpost.plugin.v1.Telemetry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventGeneratorTest {

  @Test
  void equalSeedsGiveEqualRecords() {
    List<Event> once = EventGenerator.seeded(7).honest(3, 2).clones(1).cracked(1).take(200);
    List<Event> again = EventGenerator.seeded(7).honest(3, 2).clones(1).cracked(1).take(200);

    assertThat(again).usingRecursiveComparison().isEqualTo(once);
  }

  @Test
  void otherSeedsGiveOthers() {
    assertThat(EventGenerator.seeded(7).honest(1, 1).next().record().recordId())
        .isNotEqualTo(EventGenerator.seeded(8).honest(1, 1).next().record().recordId());
  }

  @Test
  void anHonestCopysNumbersAndTimesRise() {
    Map<String, Telemetry> last = new HashMap<>();
    for (Event event : EventGenerator.seeded(1).honest(2, 2).take(500)) {
      Telemetry record = event.record();
      Telemetry before = last.put(record.activationIdentifier().orElseThrow(), record);
      assertThat(event.pirated()).isFalse();
      assertThat(record.occurredAt().orElseThrow()).isBefore(record.receivedAt());
      if (before != null) {
        assertThat(record.sequence().orElseThrow()).isEqualTo(before.sequence().orElseThrow() + 1);
        assertThat(record.occurredAt().orElseThrow()).isAfter(before.occurredAt().orElseThrow());
      }
    }
    assertThat(last).hasSize(4);
  }

  @Test
  void aCloneRepeatsTheNumbersOfItsOriginal() {
    List<Event> events = EventGenerator.seeded(1).honest(1, 1).clones(1).take(100);

    assertThat(events.stream().map(event -> event.record().sequence()).distinct().count())
        .isLessThan(100);
    assertThat(events).extracting(Event::pirated).contains(true, false);
  }

  @Test
  void onlyTheHonestCopiesAreRegistered() {
    EventGenerator events = EventGenerator.seeded(1).honest(1, 1).cracked(1);

    assertThat(events.take(50))
        .allSatisfy(
            event ->
                assertThat(
                        events
                            .registry()
                            .license(event.record().licenseKey().orElseThrow())
                            .toCompletableFuture()
                            .join()
                            .isEmpty())
                    .isEqualTo(event.pirated()));
  }

  @Test
  void thereAreNoClonesWithoutOriginals() {
    EventGenerator events = EventGenerator.seeded(1).honest(1, 1);

    assertThatThrownBy(() -> events.clones(2)).isInstanceOf(IllegalArgumentException.class);
  }
}
