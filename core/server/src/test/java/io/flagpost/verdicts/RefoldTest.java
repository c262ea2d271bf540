package io.flagpost.verdicts;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.CatalogResult;
import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.plugin.host.DirectFolding;
import io.flagpost.plugin.host.FoldState;
import io.flagpost.plugin.host.FoldTraits;
import io.flagpost.plugin.host.Folding;
import io.flagpost.plugin.v1.FoldFinding;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Phase;
import io.flagpost.plugin.v1.RoutingKey;
import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.testing.RunsBesideOthers;
import io.flagpost.verdicts.RefoldRefusedException.Reason;
import io.flagpost.verdicts.Refolds.Wish;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** States of folds that are made again because somebody asks for it, over a real database. */
@Timeout(180)
@RunsBesideOthers
class RefoldTest {
  private static final Duration LATENESS = Duration.ofDays(7);

  private VerdictRig rig;

  @BeforeEach
  void open() {
    rig = new VerdictRig();
    rig.clock.set(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    rig.catalog = rig.catalog.with(new DirectFolding(new ChainFold("1"), false));
    rig.batch(1); // a few records at a time
    rig.settings = rig.settings.withShare(100);
    rig.settings = rig.settings.withFolds(new FoldSettings(LATENESS, 1_000, Duration.ofMillis(1)));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void allStatesAreThoseOfAPlainFoldAfterwards() {
    judgeAndSpoil(60);

    Refold done = refold(null, null);

    assertThat(done.parts()).hasSize(FoldPass.SHARDS);
    assertThat(done.done()).isEqualTo(done.total()).isGreaterThanOrEqualTo(100);
    assertNextVerdictsArePlain("a", "b");
  }

  @Test
  void aStateOfOneKeyIsMadeAgainAndTheOthersAreLeftAlone() {
    judgeAndSpoil(60);

    Refold done = refold(null, key("a"));

    assertThat(done.scope()).isEqualTo(Refold.Scope.KEY);
    assertThat(done.parts()).hasSize(1);
    assertNextVerdictsArePlain("a");
    assertThat(nextVerdict("b")).startsWith("1000 ");
  }

  @Test
  void aShardIsMadeAgainAndTheOthersAreLeftAlone() {
    judgeAndSpoil(60);
    int shard = (int) rig.number("SELECT mod(mod(" + hash("a") + ", 8) + 8, 8)");
    int other = (int) rig.number("SELECT mod(mod(" + hash("b") + ", 8) + 8, 8)");
    assertThat(other).isNotEqualTo(shard);

    refold(shard, null);

    assertNextVerdictsArePlain("a");
    assertThat(nextVerdict("b")).startsWith("1000 ");
  }

  @Test
  void noVerdictIsWrittenByIt() {
    judge(60);
    List<String> before = rig.texts("SELECT verdict_id FROM verdict ORDER BY 1");

    refold(null, null);
    refold(null, key("a"));

    assertThat(rig.texts("SELECT verdict_id FROM verdict ORDER BY 1")).isEqualTo(before);
  }

  @Test
  void recordsThatComeMeanwhileAreFoldedOnce() {
    judge(100);
    long all = Refoldings.start(rig, "chain", null, null);
    long one = Refoldings.start(rig, "chain", null, key("a"));
    for (int burst = 0; burst < 20; burst++) {
      rig.putAll(Chains.records("a", "b", 10));
    }
    Refoldings.untilDone(rig, all);
    rig.putAll(Chains.records("a", "b", 10));
    Refoldings.untilDone(rig, one);
    rig.putAll(Chains.records("a", "b", 10));
    rig.untilJudged();

    assertThat(Chains.verdicts(rig)).isEqualTo(Chains.plainFold(rig, "1", LATENESS));
  }

  @Test
  void whatWasThereBeforeGoesOnDecidingMeanwhile() throws Exception {
    judge(60);
    long refold;
    try (Connection inTheWay = rig.database.connect();
        Statement statement = inTheWay.createStatement()) {
      refold = Refoldings.start(rig, "chain", null, null);
      inTheWay.setAutoCommit(false);
      statement.execute("LOCK TABLE refold_shard IN ACCESS EXCLUSIVE MODE");
      rig.putAll(Chains.records("a", "b", 20));
      rig.untilJudged();
      inTheWay.commit();
    }
    Refoldings.untilDone(rig, refold);
    assertNextVerdictsArePlain("a", "b");
  }

  @Test
  void theNextOwnerGoesOnWhereTheFormerOneEnded() {
    Verdicts first = judge(200);
    execute(
        """
        CREATE FUNCTION stop_half_way() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.reached > 200 THEN RAISE EXCEPTION 'half way'; END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER half_way BEFORE UPDATE ON refold_shard
          FOR EACH ROW EXECUTE FUNCTION stop_half_way();""");
    long refold = Refoldings.start(rig, "chain", null, null);
    rig.until(() -> rig.number("SELECT min(reached) FROM refold_shard") >= 150);
    rig.stop(first);

    execute(
        """
        CREATE OR REPLACE FUNCTION stop_half_way() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.reached < OLD.reached THEN RAISE EXCEPTION 'it begins again'; END IF;
          RETURN NEW;
        END $$;""");
    rig.putAll(Chains.records("a", "b", 10));
    rig.start();
    Refoldings.untilDone(rig, refold);

    assertNextVerdictsArePlain("a", "b");
  }

  @Test
  void theFormerStatesAreDeleted() {
    judge(10);
    refold(null, null);
    refold(null, null);

    rig.until(() -> rig.number("SELECT count(*) FROM follower WHERE checkpoint < decided") == 0);
    assertThat(rig.number("SELECT count(*) FROM fold_state")).isEqualTo(2);
    assertThat(
            rig.number(
                "SELECT count(*) FROM fold_state f JOIN follower o ON f.shard = o.shard"
                    + " AND f.follower = o.name || '#' || o.generation"))
        .isEqualTo(2);
  }

  @Test
  void ofAKeyWhoseRecordsWereErasedNothingIsLeft() {
    Verdicts node = judge(10);
    rig.stop(node);
    execute("DELETE FROM telemetry WHERE license_key = 'a'");
    assertThat(rig.number("SELECT count(*) FROM fold_state")).isEqualTo(2);
    rig.start();

    refold(null, key("a"));

    assertThat(rig.number("SELECT count(*) FROM fold_state")).isEqualTo(1);
    assertThat(rig.number("SELECT count(*) FROM refold WHERE sought IS NOT NULL"))
        .as("what is forgotten is not kept in the request")
        .isZero();
    assertNextVerdictsArePlain("a", "b");
  }

  @Test
  void statesThatAreMadeInAnotherWayMeanwhileBeginAgain() {
    Verdicts first = judge(60);
    execute(
        """
        CREATE FUNCTION not_yet() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.state = 'clearing' THEN RAISE EXCEPTION 'not yet'; END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER not_yet BEFORE UPDATE ON refold_shard
          FOR EACH ROW EXECUTE FUNCTION not_yet();""");
    long refold = Refoldings.start(rig, "chain", null, null);
    rig.until(() -> rig.number("SELECT min(reached) FROM refold_shard") >= 50);
    rig.stop(first);
    execute("DROP TRIGGER not_yet ON refold_shard");

    rig.catalog = rig.catalog.with(new DirectFolding(new ChainFold("2"), false));
    rig.start();
    Refoldings.untilDone(rig, refold);

    UUID next = rig.put(Chains.record("a", "next"));
    rig.untilJudged();
    assertThat(Chains.verdicts(rig))
        .containsEntry(next, Chains.plainFold(rig, "2", LATENESS).get(next));
  }

  @ParameterizedTest
  @CsvSource({
    "unknown, , , UNKNOWN_CHECK, check",
    "ordinary, , , NO_FOLD, check",
    "chain, 8, , WRONG_KEY, shard",
    "chain, 1, license_key environment, WRONG_KEY, shard",
    "chain, , license_key, WRONG_KEY, environment",
    "chain, , environment, WRONG_KEY, license_key",
    "chain, , license_key environment nonce, WRONG_KEY, nonce",
    "chain, , user_identifier environment, WRONG_KEY, license_key"
  })
  void whatCannotBeMadeAgainIsRefusedByName(
      String check, @Nullable Integer shard, @Nullable String fields, Reason reason, String field) {
    rig.catalog =
        rig.catalog.with(
            ScriptedCatalog.live("ordinary"), ScriptedCatalog.flagging("seen", "nothing"));
    Refolds refolds = new Refolds(rig.pool, () -> rig.catalog, () -> {});
    Map<String, String> values = new HashMap<>();
    if (fields != null) {
      List.of(fields.split(" ")).forEach(name -> values.put(name, "x"));
    }
    Wish wish = new Wish(check, shard, fields == null ? null : new SoughtKey(values));

    assertThat(failure(refolds.prepare(wish)))
        .isInstanceOfSatisfying(
            RefoldRefusedException.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(reason);
              assertThat(refused.field()).isEqualTo(field);
            });
  }

  @ParameterizedTest
  @CsvSource({"LICENSE, true, license_key", "ADDRESS, false, client_address"})
  void whereAKeyHasNoStateOfItsOwnThatCanBeFoundItsShardIsMadeAgain(
      RoutingKey kind, boolean hasSubKeys, String field) {
    rig.catalog = rig.catalog.with(new Described(kind, hasSubKeys));
    Map<String, String> key = Map.of(field, "a", SoughtKey.ENVIRONMENT, "production");

    long id = Refoldings.start(rig, "described", null, new SoughtKey(key));

    Refold refold = Refoldings.show(rig, id);
    assertThat(refold.scope()).isEqualTo(Refold.Scope.SHARD);
    assertThat(refold.state()).isEqualTo(Refold.State.WAITING);
    assertThat(refold.parts())
        .extracting(Refold.Part::shard)
        .containsExactly((int) rig.number("SELECT mod(mod(" + hash("a") + ", 8) + 8, 8)"));
    assertThat(rig.number("SELECT count(*) FROM refold WHERE sought IS NOT NULL")).isZero();
  }

  /** A fold of which only is known what it says of itself. */
  private record Described(FoldTraits traits, CheckInfo check) implements Folding {
    Described(RoutingKey kind, boolean hasSubKeys) {
      this(new FoldTraits(kind, Duration.ofDays(1), hasSubKeys, false, "1"));
    }

    Described(FoldTraits traits) {
      this(
          traits,
          new CheckInfo(
              "described", "1.0.0", "described", Phase.AFTER_STORE, false, Optional.of(traits)));
    }

    @Override
    public CompletionStage<List<Optional<String>>> subKeys(
        List<Telemetry> records, Duration limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<Output>> fold(List<Input> records, Duration limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<Optional<byte[]>>> encode(List<FoldState> states, Duration limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<CatalogResult> judge(
        FoldFinding finding, Telemetry telemetry, Lookups lookups, Duration limit) {
      throw new UnsupportedOperationException();
    }
  }

  private Verdicts judge(int each) {
    Verdicts node = rig.start();
    rig.putAll(Chains.records("a", "b", each));
    rig.untilJudged();
    return node;
  }

  /** Leaves states that can be decoded, and are wrong. */
  private void judgeAndSpoil(int each) {
    rig.stop(judge(each));
    execute("UPDATE fold_state SET state = '999 7'");
    rig.start();
  }

  private Refold refold(@Nullable Integer shard, @Nullable SoughtKey key) {
    return Refoldings.untilDone(rig, Refoldings.start(rig, "chain", shard, key));
  }

  private static SoughtKey key(String license) {
    return new SoughtKey(
        Map.of(SoughtKey.LICENSE_KEY, license, SoughtKey.ENVIRONMENT, "production"));
  }

  private static String hash(String license) {
    return "hashtextextended('" + license + "', 0)";
  }

  private void assertNextVerdictsArePlain(String... licenses) {
    for (String license : licenses) {
      UUID next = rig.put(Chains.record(license, license + "-next"));
      rig.untilJudged();
      assertThat(Chains.verdicts(rig).get(next))
          .as(license)
          .isEqualTo(Chains.plainFold(rig, "1", LATENESS).get(next));
    }
  }

  private String nextVerdict(String license) {
    UUID next = rig.put(Chains.record(license, license + "-next"));
    rig.untilJudged();
    return Chains.verdicts(rig).getOrDefault(next, "");
  }

  private void execute(String sql) {
    await(rig.pool.query(sql).execute());
  }
}
