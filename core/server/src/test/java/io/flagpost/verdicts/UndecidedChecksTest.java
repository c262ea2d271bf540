package io.flagpost.verdicts;

import static io.flagpost.verdicts.ScriptedCatalog.flagging;
import static io.flagpost.verdicts.ScriptedCatalog.live;
import static io.flagpost.verdicts.ScriptedCatalog.noAnswer;
import static io.flagpost.verdicts.ScriptedCatalog.receipt;
import static io.flagpost.verdicts.ScriptedCatalog.undecided;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.store.StoreRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a check that was undecided, and named a time, is asked again. */
@Timeout(120)
class UndecidedChecksTest extends PendingChecksFixture {
  @Test
  void aCheckThatIsUndecidedIsAskedAtTheTimeThatItNamesAndNotBefore() {
    ScriptedCatalog none = rig.catalog;
    rig.catalog = none.with(live("late"), (telemetry, history) -> undecided(HALF_AN_HOUR));
    start();
    rig.put(group("bad").build());
    rig.untilJudged();
    assertThat(rig.read("bad").get("pending_checks")).hasToString("[\"late\"]");
    rig.clock.advance(HALF_AN_HOUR.minusSeconds(1));
    round();
    assertThat(rig.catalog.timesAsked("late")).isEqualTo(1);
    rig.clock.advance(Duration.ofSeconds(1));
    round();
    assertThat(rig.catalog.timesAsked("late")).isEqualTo(2);
    rig.clock.advance(HALF_AN_HOUR.minusSeconds(1));
    round();
    assertThat(rig.catalog.timesAsked("late")).isEqualTo(2);

    rig.catalog = none.with(live("late"), flagging("found_later", "bad"));
    rig.clock.advance(Duration.ofSeconds(1));
    round();

    assertThat(rig.read("bad").get("red_flags")).hasToString("[\"found_later\"]");
    assertThat(rig.read("bad").get("pending_checks")).isEmpty();
  }

  @Test
  void aCheckThatIsUndecidedIsGivenUpForItsAgeAndNotForItsAttempts() {
    rig.settings = rig.settings.withPending(new PendingSettings(3, Duration.ofDays(2)));
    ScriptedCatalog none = rig.catalog;
    rig.catalog = none.with(receipt("license"), (telemetry, history) -> undecided(HALF_AN_HOUR));
    start();
    rig.put(group("odd").pending("license").build());
    for (int hour = 0; hour < 46; hour++) {
      rig.clock.advance(Duration.ofHours(1));
      round();
    }
    assertThat(rig.read("odd").get("pending_checks")).hasToString("[\"license\"]");

    for (int hour = 0; hour < 4; hour++) {
      rig.clock.advance(Duration.ofHours(1));
      round();
    }

    assertThat(rig.read("odd").get("pending_checks")).isEmpty();
    assertThat(rig.texts("SELECT details ->> 'reason' FROM verdict WHERE NOT pending"))
        .containsExactly("The check could not tell in 2 days");
  }

  @Test
  void aCheckThatWasUndecidedFirstHasItsAttemptsAfterwards() {
    rig.settings = rig.settings.withPending(new PendingSettings(3, Duration.ofDays(2)));
    ScriptedCatalog none = rig.catalog;
    Duration second = Duration.ofSeconds(1);
    rig.catalog = none.with(receipt("license"), (telemetry, history) -> undecided(second));
    start();
    rig.put(group("odd").pending("license").build());
    rig.clock.advance(Duration.ofMinutes(1));
    for (int i = 0; i < 6; i++) {
      rig.clock.advance(second);
      round();
    }
    rig.catalog = none.with(receipt("license"), (telemetry, history) -> noAnswer());
    rig.clock.advance(second);
    round();

    assertThat(rig.read("odd").get("pending_checks")).hasToString("[\"license\"]");
  }

  @Test
  void aCheckThatWasUndecidedAtReceiptIsAskedAtItsTimeToo() {
    rig.catalog = rig.catalog.with(receipt("license"), flagging("unknown_license_key", "bad"));
    start();
    StoreRequest request = group("bad").pending("license").build();
    UUID recordId = request.record().recordId();
    Instant received = request.record().receivedAt();
    rig.clock.set(received);
    // As it is told: before the record is stored.
    node().askAgain().note(recordId, received, Map.of("license", HALF_AN_HOUR));
    rig.until(() -> rig.number(OWED) == 1);
    rig.put(request);
    rig.clock.advance(Duration.ofMinutes(5));
    round();
    rig.clock.advance(HALF_AN_HOUR.minus(Duration.ofMinutes(5)).minusSeconds(1));
    round();
    assertThat(rig.catalog.timesAsked("license")).isZero();

    rig.clock.advance(Duration.ofSeconds(1));
    round();

    assertThat(rig.read("bad").get("red_flags")).hasToString("[\"unknown_license_key\"]");
    assertThat(rig.number(OWED)).isZero();
  }

  @Test
  void theTimeThatACheckNamedHoldsWhenItsRecordWasFoundBefore() {
    rig.catalog = rig.catalog.with(receipt("license"), (telemetry, history) -> noAnswer());
    start();
    StoreRequest request = group("bad").pending("license").build();
    rig.put(request);
    round();
    String due = "SELECT extract(epoch FROM next_at - since)::bigint FROM pending_check";
    assertThat(rig.number(due)).isEqualTo(60);

    node()
        .askAgain()
        .note(
            request.record().recordId(),
            request.record().receivedAt(),
            Map.of("license", HALF_AN_HOUR));

    rig.until(() -> rig.number(due) == HALF_AN_HOUR.toSeconds());
  }
}
