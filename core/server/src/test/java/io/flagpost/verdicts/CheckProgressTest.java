package io.flagpost.verdicts;

import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.verdicts.ScriptedCatalog.answer;
import static io.flagpost.verdicts.ScriptedCatalog.flag;
import static io.flagpost.verdicts.ScriptedCatalog.flagging;
import static io.flagpost.verdicts.ScriptedCatalog.live;
import static io.flagpost.verdicts.ScriptedCatalog.shadow;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.telemetry.query.LateRecord;
import io.flagpost.testing.RunsBesideOthers;
import io.flagpost.testing.TestDatabase;
import io.flagpost.verdicts.ScriptedCatalog.Asked;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each record is checked once: by which node, from where on, and after which failures. */
@Timeout(120)
@RunsBesideOthers
class CheckProgressTest extends AfterStoreFixture {
  @Test
  void whoeverLeavesTheWorkToAnotherNodeDoesNotKnowTheLag() {
    rig.catalog = rig.catalog.with(live("late"), flagging("found_later", "bad"));
    Verdicts first = rig.start();
    rig.until(() -> first.lag() == 0);
    Verdicts second = rig.start();
    rig.put(request().build());
    rig.untilJudged();

    assertThat(second.lag()).isNegative();
  }

  @Test
  void aNewCheckDoesNotJudgeThePast() {
    rig.put(group("bad").build());
    rig.catalog = rig.catalog.with(live("late"), flagging("found_later", "bad", "worse"));
    rig.start();
    rig.put(group("worse").build());
    rig.untilJudged();
    rig.catalog = rig.catalog.with(live("later"), flagging("found_again", "bad", "worse"));
    rig.untilJudged();
    rig.put(group("worse").build());
    rig.untilJudged();

    assertThat(rig.catalog.timesAsked("late")).isEqualTo(2);
    assertThat(rig.catalog.timesAsked("later")).isEqualTo(1);
    assertThat(rig.number(FLAGGED_LATER)).isEqualTo(3);
  }

  @Test
  void aRestartedNodeGoesOnWhereItWas() {
    rig.catalog = rig.catalog.with(live("late"), flagging("found_later", "bad"));
    Verdicts node = rig.start();
    rig.put(group("bad").build());
    rig.untilJudged();
    rig.stop(node);
    rig.put(group("bad").build());
    rig.start();
    rig.untilJudged();

    assertThat(rig.catalog.timesAsked("late")).isEqualTo(2);
    assertThat(rig.number(FLAGGED_LATER)).isEqualTo(2);
  }

  @Test
  void whatAPluginLetPassInShadowItDoesNotJudgeWhenItCounts() {
    ScriptedCatalog none = rig.catalog;
    ScriptedCatalog.Script script = flagging("found_later", "bad");
    rig.catalog = none.with(live("p"), script);
    rig.start();
    rig.put(group("bad").build());
    rig.untilJudged();
    rig.catalog = none.with(shadow("p"), script);
    rig.until(() -> rig.number("SELECT count(*) FROM check_progress WHERE mode = 'shadow'") == 1);
    rig.put(group("bad").build());
    rig.untilJudged();
    rig.catalog = none.with(live("p"), script);
    rig.until(() -> rig.number("SELECT count(*) FROM check_progress WHERE mode = 'live'") == 1);
    rig.put(group("bad").build());
    rig.untilJudged();

    assertThat(rig.texts("SELECT mode FROM verdict ORDER BY verdict_id"))
        .containsExactly("live", "shadow", "live");
  }

  @Test
  void twoNodesJudgeEachRecordOnce() {
    rig.batch(50);
    rig.catalog =
        rig.catalog
            .with(live("late"), (telemetry, history) -> answer(flag("found_later")))
            .with(shadow("shy"), (telemetry, history) -> answer(flag("found_shyly")));
    Verdicts first = rig.start();
    rig.start();
    rig.putAll(some(500));
    rig.until(() -> rig.number(FLAGGED_LATER) >= 300);
    rig.stop(first);
    rig.putAll(some(500));
    rig.untilJudged();

    assertThat(rig.number("SELECT count(*) FROM verdict WHERE mode = 'live'")).isEqualTo(1_000);
    assertThat(rig.number("SELECT count(*) FROM verdict WHERE mode = 'shadow'")).isEqualTo(1_000);
    assertThat(rig.number("SELECT count(DISTINCT (record_id, check_id)) FROM verdict"))
        .isEqualTo(2_000);
  }

  @Test
  void aNodeThatLosesItsLockHandsOver() {
    rig.catalog = rig.catalog.with(live("late"), flagging("found_later", "bad"));
    rig.start();
    rig.start();
    rig.put(group("bad").build());
    rig.untilJudged();
    assertThat(
            rig.number(
                "SELECT count(pg_terminate_backend(pid)) FROM "
                    + TestDatabase.LOCKS
                    + " WHERE locktype = 'advisory' AND granted"))
        .isEqualTo(1);
    rig.put(group("bad").build());
    rig.untilJudged();

    assertThat(rig.number(FLAGGED_LATER)).isEqualTo(2);
  }

  @Test
  void anIdThatCommitsLateIsNotPassedOver() throws SQLException {
    rig.catalog =
        rig.catalog.with(live("late"), (telemetry, history) -> answer(flag("found_later")));
    rig.put(request().build());
    rig.start();
    try (LateRecord late = LateRecord.insertedInto(rig.database)) {
      rig.put(request().build());
      rig.until(
          () -> rig.number("SELECT count(*) FROM (" + LateRecord.WAITING_FOR_IT + ") AS w") > 0);
      assertThat(rig.number("SELECT count(*) FROM verdict")).isZero();
      late.commit();
    }
    rig.untilJudged();

    List<UUID> judged =
        rig.catalog.asked.stream().map(Asked::telemetry).map(Telemetry::recordId).toList();
    assertThat(judged).hasSize(2).doesNotHaveDuplicates();
    assertThat(rig.number(FLAGGED_LATER)).isEqualTo(2);
  }

  @Test
  void aDatabaseThatBreaksOffIsTriedAgain() {
    rig.catalog =
        rig.catalog.with(live("late"), (telemetry, history) -> answer(flag("found_later")));
    rig.start();
    rig.put(request().build());
    rig.untilJudged();
    rig.number(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    rig.put(request().build());
    rig.untilJudged();

    assertThat(rig.number(FLAGGED_LATER)).isEqualTo(2);
  }
}
