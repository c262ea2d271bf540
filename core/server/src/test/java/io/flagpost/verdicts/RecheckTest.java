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

import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.Phase;
import io.flagpost.telemetry.query.StoredRange;
import io.flagpost.telemetry.record.RaisedFlag;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreRequests;
import io.flagpost.verdicts.RecheckReport.Ending;
import io.flagpost.verdicts.RecheckReport.Example;
import io.flagpost.verdicts.ScriptedCatalog.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a re-check says of stored records, and what it changes. */
class RecheckTest extends RecheckFixture {
  @Test
  void aNewVersionIsComparedWithWhatStands() {
    storeOneOfEachKind();
    letTheNewVersionJudgeOtherwise();
    Verdicts node = rig.start();

    assertDryRunOnlyReports(run(node, "probe", ALL, true));
    assertThat(run(node, "probe", ALL, false).newlyFlagged()).isEqualTo(1);
    assertVerdictsAreThoseOfTheNewVersion();
    assertThat(run(node, "probe", ALL, false).unchanged()).isEqualTo(5);
  }

  /** By their data groups, which say what the new version makes of them. */
  private void storeOneOfEachKind() {
    rig.put(flagged("same", "odd"));
    rig.put(flagged("cleared", "odd"));
    rig.put(flagged("changed", "odd"));
    rig.put(group("raised").flags(StoreRequests.flag("clock_skew")).build());
    rig.put(group("clean").build());
  }

  private void letTheNewVersionJudgeOtherwise() {
    rig.catalog =
        rig.catalog.with(
            new CheckInfo("probe", "2.0.0", "probe", Phase.RECEIPT, false),
            (telemetry, history) ->
                switch (telemetry.dataGroup().orElse("")) {
                  case "same" -> answer(flag("odd"));
                  case "changed" -> answer(flag("odder"));
                  case "raised" -> answer(flag("found"));
                  default -> answer(List.of());
                });
  }

  private void assertDryRunOnlyReports(RecheckReport dry) {
    assertThat(dry.pluginVersion()).isEqualTo("2.0.0");
    assertThat(dry.ending()).isEqualTo(Ending.COMPLETE);
    assertThat(dry.records()).isEqualTo(5);
    assertThat(dry.newlyFlagged()).isEqualTo(1);
    assertThat(dry.noLongerFlagged()).isEqualTo(1);
    assertThat(dry.otherwiseChanged()).isEqualTo(1);
    assertThat(dry.unchanged()).isEqualTo(2);
    assertThat(dry.pending()).isZero();
    Example raised = dry.newly().get(0);
    assertThat(raised.before()).isEmpty();
    assertThat(raised.after()).containsExactly("found");
    assertThat(raised.id()).isEqualTo(rig.read("raised").get("id").longValue());
    assertThat(dry.noLonger().get(0).before()).containsExactly("odd");
    assertThat(dry.otherwise().get(0).after()).containsExactly("odder");
    assertThat(rig.number("SELECT count(*) FROM verdict")).isZero();
  }

  private void assertVerdictsAreThoseOfTheNewVersion() {
    assertThat(rig.texts(VERDICTS))
        .containsExactly(
            "same probe 2.0.0 recheck {odd}",
            "cleared probe 2.0.0 recheck {}",
            "changed probe 2.0.0 recheck {odder}",
            "raised probe 2.0.0 recheck {found}");
    assertThat(rig.read("cleared").get("has_red_flags").intValue()).isZero();
    assertThat(rig.read("changed").get("red_flags")).hasToString("[\"odder\"]");
    assertThat(rig.read("raised").get("red_flags")).hasToString("[\"clock_skew\",\"found\"]");
    assertThat(rig.read("same").get("updated_at")).isEqualTo(rig.read("same").get("created_at"));
  }

  @Test
  void theFormatsFlagAndThoseOfOtherChecksStay() {
    rig.put(
        group("odd")
            .incorrect()
            .flags(
                StoreRequests.flag("incorrect_format"),
                new RaisedFlag("odd", "probe", "low", "Odd.", Map.of()),
                new RaisedFlag("even", "other", "low", "Even.", Map.of()))
            .pending("third")
            .build());
    rig.catalog = rig.catalog.with(receipt("probe"), (telemetry, history) -> answer(List.of()));
    Verdicts node = rig.start();

    run(node, "probe", ALL, false);

    assertThat(rig.read("odd").get("red_flags")).hasToString("[\"incorrect_format\",\"even\"]");
    assertThat(rig.read("odd").get("pending_checks")).hasToString("[\"third\"]");
  }

  @Test
  void aRecheckDecidesAsTheFirstRunDid() {
    rig.batch(64);
    rig.catalog = rig.catalog.with(live("shared"), moreThanThreeUsersOfALicense());
    Verdicts node = rig.start();
    putWavesOfRecords();
    rig.untilJudged();
    long flagged = rig.number("SELECT count(*) FROM standing WHERE flags <> '{}'");

    rig.batch(37);
    RecheckReport report = run(rig.start(), "shared", ALL, true);
    RecheckReport sparse =
        run(node, "shared", new StoredRange(null, now.minusSeconds(3_000), now), true);

    assertThat(flagged).isBetween(50L, 599L);
    assertThat(report.records()).isEqualTo(600);
    assertThat(report.unchanged()).isEqualTo(600);
    assertThat(sparse.unchanged()).isEqualTo(sparse.records()).isBetween(100L, 500L);
  }

  private static Script moreThanThreeUsersOfALicense() {
    return (telemetry, history) ->
        history
            .ofLicense(Duration.ofHours(1))
            .thenApply(
                past ->
                    past.stream().map(p -> p.userIdentifier().orElse("")).distinct().count() > 3
                        ? flag("shared_license")
                        : List.<Flag>of());
  }

  private void putWavesOfRecords() {
    Random random = new Random(7);
    for (int wave = 0; wave < 5; wave++) {
      List<StoreRequest> requests = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        requests.add(
            request()
                .receivedAt(now.minusSeconds(random.nextInt(7_200)))
                .fields(fields("1", "u" + random.nextInt(9), "l" + random.nextInt(12), "a", "g"))
                .build());
      }
      rig.putAll(requests);
    }
  }

  @Test
  void onlyRecordsOfTheRangeAreLookedAt() {
    Instant noon = now.minusSeconds(600);
    rig.put(group("early").receivedAt(noon.minusMillis(1)).build());
    rig.put(group("first").receivedAt(noon).build());
    rig.put(group("elsewhere").environment("staging").receivedAt(noon).build());
    rig.put(group("last").receivedAt(noon.plusMillis(999)).build());
    rig.put(group("late").receivedAt(noon.plusSeconds(1)).build());
    rig.catalog = rig.catalog.with(receipt("probe"), (telemetry, history) -> answer(flag("x")));
    Verdicts node = rig.start();

    RecheckReport report =
        run(node, "probe", new StoredRange("production", noon, noon.plusSeconds(1)), false);

    assertThat(report.records()).isEqualTo(2);
    assertThat(rig.texts(VERDICTS))
        .containsExactly("first probe 1.0.0 recheck {x}", "last probe 1.0.0 recheck {x}");
    assertThat(run(node, "probe", new StoredRange("nowhere", noon, now), false).records()).isZero();
  }

  @Test
  void whatIsNotAnsweredStandsAsItDid() {
    rig.put(flagged("odd", "odd"));
    rig.catalog = rig.catalog.with(receipt("probe"), (telemetry, history) -> noAnswer());

    RecheckReport report = run(rig.start(), "probe", ALL, false);

    assertThat(report.pending()).isEqualTo(1);
    assertThat(report.unchanged()).isZero();
    assertThat(rig.number("SELECT count(*) FROM verdict")).isZero();
    assertThat(rig.read("odd").get("red_flags")).hasToString("[\"odd\"]");
  }

  @Test
  void anAnswerEndsWhatIsPending() {
    rig.put(group("odd").pending("probe").build());
    rig.catalog = rig.catalog.with(receipt("probe"), (telemetry, history) -> answer(List.of()));
    Verdicts node = rig.start();
    rig.until(() -> rig.number("SELECT count(*) FROM pending_check") == 1);

    run(node, "probe", ALL, false);

    assertThat(rig.read("odd").get("pending_checks")).isEmpty();
    assertThat(rig.number("SELECT count(*) FROM pending_check")).isZero();
  }

  @Test
  void aPluginInShadowIsRecheckedInShadow() {
    rig.put(group("bad").build());
    rig.put(group("worse").build());
    rig.catalog = rig.catalog.with(shadow("shy"), flagging("found", "bad"));
    Verdicts node = rig.start();

    assertThat(run(node, "shy", ALL, false).newlyFlagged()).isEqualTo(1);
    assertThat(run(node, "shy", ALL, false).unchanged()).isEqualTo(2);

    assertThat(rig.read("bad").get("has_red_flags").intValue()).isZero();
    assertThat(rig.texts("SELECT DISTINCT mode FROM verdict")).containsExactly("shadow");
  }

  private static StoreRequest flagged(String group, String code) {
    return group(group).flags(new RaisedFlag(code, "probe", "low", "Odd.", Map.of())).build();
  }
}
