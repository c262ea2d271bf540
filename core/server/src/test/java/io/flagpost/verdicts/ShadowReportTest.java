package io.flagpost.verdicts;

import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static io.flagpost.verdicts.ScriptedCatalog.answer;
import static io.flagpost.verdicts.ScriptedCatalog.flag;
import static io.flagpost.verdicts.ScriptedCatalog.flagging;
import static io.flagpost.verdicts.ScriptedCatalog.live;
import static io.flagpost.verdicts.ScriptedCatalog.noAnswer;
import static io.flagpost.verdicts.ScriptedCatalog.shadow;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.plugin.v1.Phase;
import io.flagpost.telemetry.query.StoredRange;
import io.flagpost.telemetry.store.StoreRequests;
import io.flagpost.verdicts.ShadowReport.Example;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ShadowReportTest {
  private static final StoredRange ALL = new StoredRange(null, Instant.EPOCH, Instant.MAX);
  private static final UUID EVENT = UUID.fromString("11111111-2222-3333-4444-555555555555");

  private VerdictRig rig;

  @BeforeEach
  void open() {
    rig = new VerdictRig();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void itTellsWhatThePluginWouldHaveFlaggedAndHowMuchOfThatWasClean() {
    rig.catalog =
        rig.catalog
            .with(check("acme/one"), flagging("found", "clean", "flagged", "late"))
            .with(
                check("acme/two"),
                (telemetry, history) ->
                    telemetry.dataGroup().orElse("").equals("odd")
                        ? noAnswer()
                        : answer(
                            telemetry.dataGroup().orElse("").equals("clean")
                                ? flag("seen")
                                : List.of()))
            .with(shadow("other"), flagging("elsewhere", "good"))
            .with(live("late"), flagging("found_later", "late"));
    Verdicts node = rig.start();
    rig.put(group("clean").eventId(EVENT).build());
    rig.put(group("flagged").flags(StoreRequests.flag("clock_skew")).build());
    rig.put(group("late").build());
    rig.put(group("good").build());
    rig.put(group("odd").build());
    rig.untilJudged();

    ShadowReport report = await(node.shadowReport("acme", ALL));

    assertThat(report.flagged()).isEqualTo(3);
    assertThat(report.otherwiseClean()).isEqualTo(1);
    assertThat(report.pending()).isEqualTo(1);
    assertThat(report.perCode()).isEqualTo(Map.of("found", 3L, "seen", 1L));
    assertThat(report.examples()).hasSize(3);
    Example clean = report.examples().get(2);
    assertThat(clean.codes()).containsExactly("found", "seen");
    assertThat(clean.otherwiseClean()).isTrue();
    assertThat(clean.eventId()).isEqualTo(EVENT);
    assertThat(clean.id()).isEqualTo(rig.read("clean").get("id").longValue());
    assertThat(report.examples().get(0).otherwiseClean()).isFalse();
  }

  @Test
  void onlyTheRangeCountsAndThePluginNeedNotRunAnyMore() {
    Instant noon = Instant.now().minusSeconds(60);
    rig.catalog = rig.catalog.with(check("acme/one"), flagging("found", "bad"));
    Verdicts node = rig.start();
    rig.put(group("bad").receivedAt(noon.minusSeconds(1)).build());
    rig.put(group("bad").receivedAt(noon).build());
    rig.put(group("bad").environment("staging").receivedAt(noon).build());
    rig.untilJudged();
    rig.catalog = ScriptedCatalog.empty();

    assertThat(await(node.shadowReport("acme", ALL)).flagged()).isEqualTo(3);
    assertThat(await(node.shadowReport("acme", new StoredRange(null, noon, Instant.MAX))).flagged())
        .isEqualTo(2);
    assertThat(
            await(node.shadowReport("acme", new StoredRange("staging", noon, Instant.MAX)))
                .flagged())
        .isEqualTo(1);
    assertThat(await(node.shadowReport("acm", ALL)).flagged()).isZero();
  }

  private static CheckInfo check(String id) {
    return new CheckInfo(id, "1.0.0", "acme", Phase.AFTER_STORE, true);
  }

  private static StoreRequests group(String group) {
    return request().group(group);
  }
}
