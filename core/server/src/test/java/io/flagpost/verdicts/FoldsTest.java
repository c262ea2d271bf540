package io.flagpost.verdicts;

import static io.flagpost.telemetry.store.StoreRequests.fields;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.DirectFolding;
import io.flagpost.telemetry.query.StoredRange;
import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.testing.Patience;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that fold, over real records, with real positions, states and verdicts. */
@Timeout(120)
class FoldsTest {
  private static final Duration LATENESS = Duration.ofDays(7);

  private VerdictRig rig;
  private Instant now;

  @BeforeEach
  void open() {
    rig = new VerdictRig();
    now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    rig.clock.set(now);
    rig.catalog = rig.catalog.with(new DirectFolding(new ChainFold("1"), false));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void everyRecordIsFoldedOnceInTheOrderOfIds() {
    rig.start();
    rig.putAll(Chains.records("a", "b", 20));
    rig.putAll(Chains.records("b", "c", 20));
    rig.untilJudged();

    assertThat(verdicts()).isEqualTo(plainFold("1"));
    assertThat(rig.number("SELECT count(*) FROM verdict")).isEqualTo(80);
    assertThat(rig.read("a-0").get("red_flags")).hasToString("[\"chained\"]");
    assertThat(rig.read("a-0").get("pending_checks")).isEmpty();
  }

  @Test
  void aNodeThatStartsAgainGoesOnWhereTheVerdictsEnd() {
    Verdicts first = rig.start();
    rig.putAll(Chains.records("a", "b", 20));
    rig.untilJudged();
    rig.stop(first);
    rig.putAll(Chains.records("a", "b", 20));

    rig.start();
    rig.untilJudged();

    assertThat(verdicts()).isEqualTo(plainFold("1"));
  }

  @Test
  void aPluginIsAskedAboutNoMoreRecordsAtOnceThanItsQueueHasRoomFor() {
    SleepyFolding folding = new SleepyFolding(new DirectFolding(new ChainFold("1"), false));
    rig.catalog = rig.catalog.with(folding);
    rig.stop(rig.start());
    rig.putAll(Chains.records("a", "b", 600));

    rig.start();
    rig.untilJudged();

    assertThat(folding.mostAsked()).isBetween(2, 256);
    assertThat(verdicts()).isEqualTo(plainFold("1"));
  }

  @Test
  void aNodeThatStopsLeavesNothingToBeFoldedAgain() {
    Verdicts node = rig.start();
    rig.putAll(Chains.records("a", "b", 20));
    rig.untilJudged();
    assertThat(unwritten()).as("no checkpoint is due yet").isPositive();

    rig.stop(node);

    assertThat(unwritten()).isZero();
    assertThat(rig.number("SELECT count(*) FROM fold_state")).isEqualTo(2);
  }

  @Test
  void statesAreWrittenWhileNothingComes() throws Exception {
    rig.settings = rig.settings.withFolds(new FoldSettings(LATENESS, 1_000, Duration.ofMillis(1)));
    rig.start();
    rig.putAll(Chains.records("a", "b", 20));
    rig.untilJudged();

    Patience.until("all states are written", () -> unwritten() == 0);
  }

  /** How many shards would be followed again after a crash. */
  private long unwritten() {
    return rig.number("SELECT count(*) FROM follower WHERE checkpoint < decided");
  }

  @Test
  void aNewFoldKnowsTheWindowAndJudgesOnlyWhatComesNext() {
    rig.putAll(Chains.records("a", "b", 10));
    rig.start();
    assertThat(rig.number("SELECT count(*) FROM verdict")).isZero();
    UUID next = rig.put(Chains.record("a", "next"));
    rig.untilJudged();

    assertThat(verdicts()).containsOnlyKeys(next).containsEntry(next, plainFold("1").get(next));
  }

  @Test
  void statesOfAnotherVersionAreMadeAgain() {
    Verdicts first = rig.start();
    rig.putAll(Chains.records("a", "b", 10));
    rig.untilJudged();
    rig.stop(first);

    rig.catalog = rig.catalog.with(new DirectFolding(new ChainFold("2"), false));
    rig.start();
    UUID next = rig.put(Chains.record("a", "next"));
    rig.untilJudged();

    assertThat(verdicts()).containsEntry(next, plainFold("2").get(next));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\\x", "\\x00", "\\x35", "\\x7b7d"}) // the last two are encodings of others
  void aDamagedStateIsMadeAgainOutOfTheRecordsOfItsWindow(String damage) {
    Verdicts first = rig.start();
    rig.putAll(Chains.records("a", "b", 1_100));
    rig.untilJudged();
    rig.stop(first);
    rig.number(
        "WITH done AS (UPDATE fold_state SET state = '"
            + damage
            + "' RETURNING 1) SELECT count(*) FROM done");

    rig.start();
    rig.putAll(Chains.records("a", "b", 5));
    rig.untilJudged();

    assertThat(verdicts()).isEqualTo(plainFold("1"));
  }

  @Test
  void aRecordThatComesMuchTooLateIsJudgedAndNotFolded() {
    rig.start();
    rig.put(Chains.record("a", "first"));
    UUID late =
        rig.put(
            request()
                .receivedAt(now.minus(LATENESS).minusSeconds(60))
                .fields(fields("1", "u", "a", "x", "late"))
                .build());
    UUID next = rig.put(Chains.record("a", "next"));
    rig.untilJudged();

    assertThat(verdicts()).isEqualTo(plainFold("1"));
    assertThat(verdicts().get(late)).startsWith("2 ");
    assertThat(verdicts().get(next)).startsWith("2 ");
  }

  @Test
  void aRecordThatTheFoldFailsWithSaysSoAndIsNotFolded() {
    rig.start();
    rig.put(Chains.record("a", "first"));
    rig.put(Chains.record("a", "fails"));
    UUID next = rig.put(Chains.record("a", "next"));
    rig.untilJudged();

    assertThat(verdicts().get(next)).startsWith("2 ");
    assertThat(rig.texts("SELECT details ->> 'reason' FROM verdict WHERE flags = '{}'"))
        .containsExactly("The check failed to fold the record");
  }

  @Test
  void aRecordThatTheFoldFailedWithIsPendingAndHeldAgainstTheStateLater() {
    rig.settings = rig.settings.withFolds(new FoldSettings(LATENESS, 1_000, Duration.ofMillis(1)));
    Verdicts node = rig.start();
    rig.put(Chains.record("a", "first"));
    rig.put(Chains.record("a", "fails"));
    rig.put(Chains.record("a", "next"));
    rig.untilJudged();
    rig.until(() -> unwritten() == 0);
    assertThat(rig.read("fails").get("pending_checks")).hasToString("[\"chain\"]");
    assertThat(rig.read("fails").get("red_flags")).isEmpty();

    rig.catalog = rig.catalog.with(new DirectFolding(new ChainFold("1", true), false));
    rig.clock.advance(Duration.ofMinutes(2));
    node.askPending();
    rig.until(() -> rig.number("SELECT count(*) FROM pending_check") == 0);

    assertThat(rig.read("fails").get("red_flags")).hasToString("[\"chained\"]");
    assertThat(rig.read("fails").get("pending_checks")).isEmpty();
    UUID last = rig.put(Chains.record("a", "last"));
    rig.untilJudged();
    assertThat(verdicts().get(last)).as("it is not in the state").startsWith("3 ");
  }

  @Test
  void aRecordThatTheFoldFailsWithDoesNotMoveTheTimeOfItsKey() {
    Verdicts first = rig.start();
    rig.put(Chains.record("b", "of another key"));
    rig.untilJudged();
    rig.stop(first);
    rig.put(received("first", 0));
    rig.put(received("fails", 50));
    UUID next = rig.put(received("next", 10));

    rig.start(); // all three at once
    rig.untilJudged();

    ChainFold fold = new ChainFold("1");
    ChainFold.Chain chain = fold.begin();
    for (StoredRecord record : rig.all()) {
      if (List.of("first", "next").contains(record.telemetry().dataGroup().orElse(""))) {
        chain = fold.step(chain, record.telemetry(), record.telemetry().receivedAt()).state();
      }
    }
    assertThat(verdicts().get(next)).isEqualTo("2 " + chain.hash());
  }

  private StoreRequest received(String group, int seconds) {
    return request()
        .receivedAt(now.plusSeconds(seconds))
        .fields(fields("1", "u", "a", "x", group))
        .build();
  }

  @Test
  void whatTheLookUpsAnsweredIsKeptWithTheVerdict() {
    rig.start();
    rig.put(Chains.record("known", "looks up"));
    rig.untilJudged();

    assertThat(
            rig.texts(
                "SELECT concat_ws(' ', l ->> 'what', l ->> 'found', l -> 'facts' ->> 'status')"
                    + " FROM verdict, jsonb_array_elements(details -> 'lookups') l ORDER BY 1"))
        .containsExactly("another license false", "license true active");
    assertThat(rig.texts("SELECT details::text FROM verdict WHERE details::text LIKE '%known%'"))
        .as("no license key")
        .isEmpty();
  }

  @Test
  void theFindingIsKeptWithTheVerdict() {
    rig.start();
    rig.put(Chains.record("a", "first"));
    rig.untilJudged();

    assertThat(rig.texts("SELECT details -> 'findings' -> 0 -> 'facts' ->> 'records' FROM verdict"))
        .containsExactly("1");
  }

  @Test
  void aFindingWithoutAnAnswerIsAskedAboutAgain() {
    Verdicts node = rig.start();
    rig.put(Chains.record("a", "first"));
    rig.put(Chains.record("a", "cannot tell"));
    rig.untilJudged();
    assertThat(rig.read("cannot tell").get("pending_checks")).hasToString("[\"chain\"]");

    rig.catalog = rig.catalog.with(new DirectFolding(new ChainFold("1", true), false));
    rig.clock.advance(Duration.ofMinutes(2));
    node.askPending();
    rig.until(() -> rig.number("SELECT count(*) FROM pending_check") == 0);

    assertThat(rig.read("cannot tell").get("red_flags")).hasToString("[\"chained\"]");
    assertThat(verdicts()).isEqualTo(plainFold("1"));
  }

  @Test
  void aRecordListsAFoldAsPendingUntilItHasCome() {
    Verdicts node = rig.start();
    rig.put(Chains.record("a", "first"));
    rig.untilJudged();
    rig.stop(node);
    rig.put(Chains.record("a", "second"));

    assertThat(rig.read("second").get("pending_checks")).hasToString("[\"chain\"]");
    assertThat(rig.read("first").get("pending_checks")).isEmpty();
  }

  @Test
  void aRecheckFoldsTheWindowAgainAndJudgesItsRange() {
    Verdicts node = rig.start();
    rig.putAll(Chains.records("a", "b", 20));
    rig.untilJudged();
    Map<UUID, String> first = verdicts();
    StoredRange all = new StoredRange(null, Instant.EPOCH, Instant.MAX);

    RecheckReport same = await(node.recheck().run("chain", all, false, progress -> {}));
    assertThat(same.unchanged()).isEqualTo(40);

    assertThat(
            rig.texts(
                "SELECT v.record_id || ' ' || concat_ws(' ', f -> 'evidence' ->> 'records',"
                    + " f -> 'evidence' ->> 'hash') FROM verdict v,"
                    + " jsonb_array_elements(details -> 'flags') f WHERE mode = 'recheck'"))
        .containsExactlyInAnyOrderElementsOf(
            first.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
    assertThat(rig.number("SELECT count(*) FROM fold_state WHERE follower LIKE 'recheck%'"))
        .isZero();
  }

  @Test
  void aRecheckOfALaterRangeKnowsWhatCameBefore() {
    Verdicts node = rig.start();
    rig.put(
        request()
            .receivedAt(now.minusSeconds(60))
            .fields(fields("1", "u", "a", "x", "before"))
            .build());
    UUID last = rig.put(Chains.record("a", "last"));
    rig.untilJudged();
    StoredRange later = new StoredRange(null, now.minusSeconds(30), Instant.MAX);

    RecheckReport report = await(node.recheck().run("chain", later, false, progress -> {}));

    assertThat(report.records()).isEqualTo(1);
    assertThat(
            rig.texts(
                "SELECT record_id || ' ' || (f -> 'evidence' ->> 'records') FROM verdict,"
                    + " jsonb_array_elements(details -> 'flags') f WHERE mode = 'recheck'"))
        .containsExactly(last + " 2");
  }

  @Test
  void aFoldInShadowCountsForNothing() {
    rig.catalog = rig.catalog.with(new DirectFolding(new ChainFold("1"), true));
    rig.start();
    rig.put(Chains.record("a", "first"));
    rig.untilJudged();

    assertThat(rig.texts("SELECT mode FROM verdict")).containsExactly("shadow");
    assertThat(rig.read("first").get("red_flags")).isEmpty();
  }

  private Map<UUID, String> verdicts() {
    return Chains.verdicts(rig);
  }

  private Map<UUID, String> plainFold(String version) {
    return Chains.plainFold(rig, version, LATENESS);
  }
}
