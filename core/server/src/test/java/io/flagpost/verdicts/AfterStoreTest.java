package io.flagpost.verdicts;

import static io.flagpost.telemetry.store.StoreRequests.fields;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.verdicts.ScriptedCatalog.answer;
import static io.flagpost.verdicts.ScriptedCatalog.flag;
import static io.flagpost.verdicts.ScriptedCatalog.flagging;
import static io.flagpost.verdicts.ScriptedCatalog.live;
import static io.flagpost.verdicts.ScriptedCatalog.noAnswer;
import static io.flagpost.verdicts.ScriptedCatalog.receipt;
import static io.flagpost.verdicts.ScriptedCatalog.shadow;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.telemetry.store.StoreRequests;
import io.flagpost.testing.RunsBesideOthers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What checks after storing say of records, and what the read API shows of it. */
@Timeout(120)
@RunsBesideOthers
class AfterStoreTest extends AfterStoreFixture {
  @Test
  void aLaterVerdictShowsInTheReadApi() {
    rig.catalog = rig.catalog.with(live("late"), flagging("found_later", "bad"));
    rig.start();
    rig.put(group("bad").flags(StoreRequests.flag("clock_skew")).build());
    rig.put(group("good").build());
    rig.untilJudged();

    ObjectNode bad = rig.read("bad");
    assertThat(bad.get("has_red_flags").intValue()).isEqualTo(1);
    assertThat(bad.get("red_flags")).hasToString("[\"clock_skew\",\"found_later\"]");
    assertThat(bad.get("updated_at").textValue()).isEqualTo("2040-01-01T00:00:00.000000Z");
    ObjectNode good = rig.read("good");
    assertThat(good.get("has_red_flags").intValue()).isZero();
    assertThat(good.get("updated_at")).isEqualTo(good.get("created_at"));
    assertThat(
            rig.texts(
                "SELECT concat_ws(' ', check_id, check_version, mode, flags, pending,"
                    + " details #>> '{flags,0,explanation}', details #>> '{flags,0,evidence,k}')"
                    + " FROM verdict"))
        .containsExactly("late 1.0.0 live {found_later} f Because of found_later. v");
  }

  @Test
  void aCheckThatHasNotComeToARecordYetIsPending() {
    rig.clock.set(Instant.now()); // or what is pending since receipt would be given up
    rig.put(group("before").build());
    CompletableFuture<List<Flag>> held = new CompletableFuture<>();
    rig.catalog =
        rig.catalog
            .with(live("late"), (telemetry, history) -> held)
            .with(live("quick"), (telemetry, history) -> answer(List.of()))
            .with(shadow("shy"), (telemetry, history) -> held);
    Verdicts node = rig.start();
    rig.put(group("new").pending("license").build());
    rig.until(
        () -> rig.number("SELECT max(last_id) FROM check_progress WHERE check_id = 'quick'") == 2);

    assertThat(node.laterChecks()).containsExactly("late", "quick");
    assertThat(rig.read("before").get("pending_checks")).isEmpty();
    assertThat(rig.read("new").get("pending_checks")).hasToString("[\"license\",\"late\"]");
    rig.until(() -> node.lag() == 1);

    held.complete(List.of());
    rig.untilJudged();
    rig.until(() -> node.lag() == 0);
    assertThat(rig.read("new").get("pending_checks")).hasToString("[\"license\"]");
  }

  @Test
  void aCheckThatNoPluginHasAnyMoreIsNotWaitedFor() {
    ScriptedCatalog none = rig.catalog;
    rig.catalog = none.with(live("late"), (telemetry, history) -> answer(List.of()));
    Verdicts node = rig.start();
    rig.stop(node);
    rig.put(group("new").build());
    assertThat(rig.read("new").get("pending_checks")).hasToString("[\"late\"]");

    rig.catalog = none;
    assertThat(rig.read("new").get("pending_checks")).isEmpty();
  }

  @Test
  void aVerdictInShadowLeavesTheReadApiAlone() {
    rig.catalog = rig.catalog.with(shadow("acme/shy"), flagging("found_later", "bad"));
    rig.start();
    rig.put(group("bad").build());
    rig.untilJudged();

    ObjectNode bad = rig.read("bad");
    assertThat(bad.get("has_red_flags").intValue()).isZero();
    assertThat(bad.get("red_flags")).isEmpty();
    assertThat(bad.get("updated_at")).isEqualTo(bad.get("created_at"));
    assertThat(rig.texts("SELECT mode || ' ' || flags::text FROM verdict"))
        .containsExactly("shadow {found_later}");
    assertThat(rig.number("SELECT count(*) FROM standing")).isZero();
  }

  @Test
  void checksOfReceiptThatCountAreNotAskedAgain() {
    rig.catalog =
        rig.catalog
            .with(receipt("early"), (telemetry, history) -> answer(flag("early")))
            .with(live("late"), (telemetry, history) -> answer(List.of()));
    rig.start();
    rig.put(request().build());
    rig.until(() -> rig.catalog.timesAsked("late") == 1);

    assertThat(rig.catalog.timesAsked("early")).isZero();
  }

  @Test
  void twoCopiesOfOneActivationInOneGroupSeeEachOther() {
    rig.catalog =
        rig.catalog.with(
            live("cloned"),
            (telemetry, history) ->
                history
                    .ofActivation(Duration.ofDays(1))
                    .thenApply(
                        past ->
                            past.stream()
                                    .anyMatch(
                                        p -> !p.userIdentifier().equals(telemetry.userIdentifier()))
                                ? flag("cloned_activation")
                                : List.<Flag>of()));
    rig.start();
    rig.putAll(
        List.of(
            request().fields(fields("1", "one", "license", "copied", "g")).build(),
            request().fields(fields("1", "two", "license", "copied", "g")).build(),
            request().fields(fields("1", "one", "license", "other", "g")).build()));
    rig.untilJudged();

    assertThat(
            rig.texts(
                "SELECT t.activation_identifier FROM verdict v JOIN telemetry t USING (record_id)"))
        .containsExactly("copied");
  }

  @Test
  void aSlowPluginHoldsUpNoOther() {
    CompletableFuture<List<Flag>> held = new CompletableFuture<>();
    rig.catalog =
        rig.catalog
            .with(live("slow"), (telemetry, history) -> held)
            .with(live("quick"), (telemetry, history) -> answer(flag("found_quickly")));
    rig.start();
    rig.put(request().build());
    rig.until(() -> rig.number(FLAGGED_LATER) == 1);
    rig.put(request().build());
    rig.until(() -> rig.number(FLAGGED_LATER) == 2);

    assertThat(rig.catalog.timesAsked("slow")).isEqualTo(1);
    held.complete(flag("found_slowly"));
    rig.until(() -> rig.number(FLAGGED_LATER) == 4);
  }

  @Test
  void aCheckWithoutAnAnswerIsPendingAndHoldsUpNothing() {
    rig.catalog =
        rig.catalog.with(
            live("late"),
            (telemetry, history) ->
                telemetry.dataGroup().orElse("").equals("odd")
                    ? noAnswer()
                    : answer(flag("found")));
    rig.start();
    rig.put(group("odd").build());
    rig.put(group("bad").build());
    rig.untilJudged();

    assertThat(rig.read("odd").get("pending_checks")).hasToString("[\"late\"]");
    assertThat(rig.read("odd").get("has_red_flags").intValue()).isZero();
    assertThat(rig.read("bad").get("red_flags")).hasToString("[\"found\"]");
    assertThat(rig.texts("SELECT details ->> 'reason' FROM verdict WHERE pending"))
        .containsExactly("The check gave no answer");
    assertThat(rig.texts("SELECT check_id || ' ' || mode FROM pending_check"))
        .containsExactly("late live");
  }

  @Test
  void whatThePluginsLeftOpenWhenTheyWereReplacedIsAskedAnew() {
    CompletableFuture<List<Flag>> held = new CompletableFuture<>();
    ScriptedCatalog none = rig.catalog;
    rig.catalog = none.with(live("late"), (telemetry, history) -> held);
    rig.start();
    rig.put(group("bad").build());
    rig.until(() -> rig.catalog.timesAsked("late") == 1);
    rig.catalog = none.with(live("late"), flagging("found_later", "bad"));
    held.completeExceptionally(new IllegalStateException("unloaded"));
    rig.untilJudged();

    assertThat(rig.texts("SELECT flags::text FROM verdict")).containsExactly("{found_later}");
  }

  @Test
  void pluginsThatAreEquallyFarShareTheHistory() {
    ScriptedCatalog.Script asking =
        (telemetry, history) -> history.ofLicense(Duration.ofDays(1)).thenApply(past -> List.of());
    rig.catalog = rig.catalog.with(live("one"), asking).with(live("two"), asking);
    Verdicts node = rig.start();
    rig.putAll(some(200));
    rig.untilJudged();

    assertThat(rig.catalog.timesAsked("one")).isEqualTo(200);
    assertThat(rig.catalog.timesAsked("two")).isEqualTo(200);
    // One query for each look, of which there are a few; not one for each record or plugin.
    assertThat(node.historyQueries()).isBetween(1L, 20L);
  }
}
