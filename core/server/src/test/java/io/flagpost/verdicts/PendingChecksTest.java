package io.flagpost.verdicts;

import static io.flagpost.verdicts.ScriptedCatalog.answer;
import static io.flagpost.verdicts.ScriptedCatalog.flag;
import static io.flagpost.verdicts.ScriptedCatalog.flagging;
import static io.flagpost.verdicts.ScriptedCatalog.live;
import static io.flagpost.verdicts.ScriptedCatalog.noAnswer;
import static io.flagpost.verdicts.ScriptedCatalog.receipt;
import static io.flagpost.verdicts.ScriptedCatalog.shadow;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.store.StoreRequests;
import io.flagpost.verdicts.ScriptedCatalog.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a check that gave no answer is asked again, and when it is given up. */
@Timeout(120)
class PendingChecksTest extends PendingChecksFixture {
  @Test
  void aCheckThatWasPendingAtReceiptIsAskedAgain() {
    rig.catalog = rig.catalog.with(receipt("license"), flagging("unknown_license_key", "bad"));
    start();
    rig.put(group("bad").flags(StoreRequests.flag("clock_skew")).pending("license").build());
    rig.put(group("good").pending("license").build());
    rig.put(group("other").build());
    round();
    assertThat(rig.catalog.asked).isEmpty();
    assertThat(rig.read("bad").get("pending_checks")).hasToString("[\"license\"]");

    rig.clock.advance(Duration.ofMinutes(2));
    round();

    assertThat(rig.catalog.timesAsked("license")).isEqualTo(2);
    assertThat(rig.read("bad").get("red_flags"))
        .hasToString("[\"clock_skew\",\"unknown_license_key\"]");
    assertThat(rig.read("bad").get("pending_checks")).isEmpty();
    assertThat(rig.read("good").get("red_flags")).isEmpty();
    assertThat(rig.read("good").get("pending_checks")).isEmpty();
    assertThat(rig.texts("SELECT mode FROM verdict")).containsExactly("live", "live");
    assertThat(rig.number(OWED)).isZero();
  }

  @Test
  void aNodeAsksAgainByItself() {
    rig.catalog = rig.catalog.with(receipt("license"), flagging("unknown_license_key", "bad"));
    Verdicts alone = rig.start();
    rig.put(group("bad").pending("license").build());
    alone.askPending();
    rig.until(() -> rig.number(OWED) == 1);

    rig.clock.advance(Duration.ofMinutes(2));
    alone.askPending();
    rig.until(() -> rig.number(OWED) == 0);
    assertThat(rig.read("bad").get("red_flags")).hasToString("[\"unknown_license_key\"]");
  }

  @Test
  void aCheckThatWasPendingAfterStoringIsAskedAgain() {
    ScriptedCatalog none = rig.catalog;
    rig.catalog = none.with(live("late"), (telemetry, history) -> noAnswer());
    start();
    rig.put(group("bad").build());
    rig.untilJudged();
    rig.catalog = none.with(live("late"), flagging("found_later", "bad"));
    rig.clock.advance(Duration.ofSeconds(61));
    round();

    assertThat(rig.read("bad").get("red_flags")).hasToString("[\"found_later\"]");
    assertThat(rig.read("bad").get("pending_checks")).isEmpty();
    assertThat(rig.number(OWED)).isZero();
  }

  @Test
  void whatIsPendingInShadowStaysInShadow() {
    ScriptedCatalog none = rig.catalog;
    rig.catalog = none.with(shadow("shy"), (telemetry, history) -> noAnswer());
    start();
    rig.put(group("bad").build());
    rig.untilJudged();
    assertThat(rig.read("bad").get("pending_checks")).isEmpty();
    rig.catalog = none.with(shadow("shy"), flagging("found_later", "bad"));
    rig.clock.advance(Duration.ofSeconds(61));
    round();

    assertThat(rig.texts("SELECT mode || pending || flags::text FROM verdict ORDER BY verdict_id"))
        .containsExactly("shadowtrue{}", "shadowfalse{found_later}");
    assertThat(rig.read("bad").get("has_red_flags").intValue()).isZero();
  }

  @Test
  void thePausesGrowUntilTheCheckIsGivenUpWithAReason() {
    rig.settings = rig.settings.withPending(new PendingSettings(8, Duration.ofDays(7)));
    rig.catalog = rig.catalog.with(receipt("license"), (telemetry, history) -> noAnswer());
    start();
    rig.put(group("odd").pending("license").build());
    List<Long> minutes = new ArrayList<>();
    long asked = 0;
    round();
    for (long minute = 0; minute < 400; minute++) {
      rig.clock.advance(Duration.ofMinutes(1));
      round();
      if (rig.catalog.timesAsked("license") > asked) {
        asked = rig.catalog.timesAsked("license");
        minutes.add(minute);
      }
    }

    List<Long> pauses = new ArrayList<>();
    for (int i = 1; i < minutes.size(); i++) {
      pauses.add(minutes.get(i) - minutes.get(i - 1));
    }
    assertThat(pauses).containsExactly(2L, 4L, 8L, 16L, 32L, 60L, 60L);
    assertThat(rig.read("odd").get("pending_checks")).isEmpty();
    assertThat(rig.read("odd").get("has_red_flags").intValue()).isZero();
    assertThat(rig.texts("SELECT details ->> 'reason' FROM verdict WHERE NOT pending"))
        .containsExactly("The check gave no answer, and none in 8 attempts");
    assertThat(rig.number(OWED)).isZero();
  }

  @Test
  void aCheckThatNoPluginHasAnyMoreWaitsForItsAge() {
    rig.settings = rig.settings.withPending(new PendingSettings(3, Duration.ofDays(2)));
    start();
    rig.put(group("odd").pending("gone").build());
    for (int hour = 0; hour < 46; hour++) {
      rig.clock.advance(Duration.ofHours(1));
      round();
    }
    assertThat(rig.read("odd").get("pending_checks")).hasToString("[\"gone\"]");
    for (int hour = 0; hour < 4; hour++) {
      rig.clock.advance(Duration.ofHours(1));
      round();
    }

    assertThat(rig.read("odd").get("pending_checks")).isEmpty();
    assertThat(rig.texts("SELECT details ->> 'reason' FROM verdict"))
        .containsExactly("No plugin has this check any more");
  }

  @Test
  void whatOwesAnAnswerThatCountsIsNotAskedWhileInShadow() {
    Script script = flagging("unknown_license_key", "bad");
    ScriptedCatalog none = rig.catalog;
    rig.catalog = none.with(shadow("license"), script);
    start();
    rig.put(group("bad").pending("license").build());
    rig.untilJudged();
    rig.clock.advance(Duration.ofMinutes(2));
    round();
    assertThat(rig.read("bad").get("pending_checks")).hasToString("[\"license\"]");

    rig.catalog = none.with(receipt("license"), script);
    rig.clock.advance(Duration.ofMinutes(10));
    round();
    assertThat(rig.read("bad").get("red_flags")).hasToString("[\"unknown_license_key\"]");
    assertThat(rig.read("bad").get("pending_checks")).isEmpty();
  }

  @Test
  void twoNodesGiveOneAnswer() {
    rig.catalog =
        rig.catalog.with(receipt("license"), (telemetry, history) -> answer(flag("found")));
    start();
    try (RoundByRound other = new RoundByRound(rig)) {
      for (int i = 0; i < 20; i++) {
        rig.put(group("bad").pending("license").build());
      }
      rig.clock.advance(Duration.ofMinutes(2));
      for (int i = 0; i < 3; i++) {
        round();
        other.round();
      }
    }

    assertThat(rig.number("SELECT count(*) FROM verdict")).isEqualTo(20);
    assertThat(rig.number(OWED)).isZero();
  }

  @Test
  void aRecordThatIsGoneOwesNothing() {
    rig.catalog = rig.catalog.with(receipt("license"), (telemetry, history) -> noAnswer());
    start();
    rig.put(group("odd").pending("license").build());
    round();
    assertThat(rig.number(OWED)).isEqualTo(1);
    rig.number("WITH gone AS (DELETE FROM telemetry RETURNING id) SELECT count(*) FROM gone");
    rig.clock.advance(Duration.ofMinutes(2));
    round();

    assertThat(rig.number(OWED)).isZero();
  }
}
