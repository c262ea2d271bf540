package io.flagpost.telemetry.store;

import static io.flagpost.telemetry.store.StoreRequests.CORRECT;
import static io.flagpost.telemetry.store.StoreRequests.flag;
import static io.flagpost.telemetry.store.StoreRequests.key;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.record.Acknowledgement;
import io.flagpost.telemetry.record.IdempotencyKey;
import io.flagpost.testing.Patience;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which record is a repeat of which, and what its sender is told. */
class IdempotencyTest extends IdempotencyFixture {
  private static final Acknowledgement INCORRECT = new Acknowledgement(831, orderedErrors());

  @Test
  void aRepeatStoresNothingAndIsToldWhatTheFirstWas() throws SQLException {
    await(
        store.append(request().group("repeat").key(key("k1", "same")).outcome(INCORRECT).build()));

    StoreOutcome repeat =
        await(otherNode.append(request().group("repeat").key(key("k1", "same")).build()));

    assertThat(repeat).isEqualTo(new StoreOutcome(INCORRECT, true));
    assertThat(List.copyOf(repeat.outcome().errors().keySet()))
        .containsExactlyElementsOf(orderedErrors().keySet());
    assertThat(count("data_group = 'repeat'")).isEqualTo(1);
  }

  @Test
  void aRepeatOfABlockedSenderIsRefusedAgain() {
    Acknowledgement blocked = new Acknowledgement(150, Map.of());
    await(store.append(request().key(key("k2", "same")).outcome(blocked).build()));

    StoreOutcome repeat = await(store.append(request().key(key("k2", "same")).build()));

    assertThat(repeat).isEqualTo(new StoreOutcome(blocked, true));
  }

  @Test
  void otherContentUnderTheSameKeyIsStoredAndFlagged() throws SQLException {
    await(store.append(request().group("reuse").key(key("k3", "one")).build()));

    StoreOutcome plain = await(store.append(reuse("reuse-plain").build()));
    StoreOutcome flagged = await(store.append(reuse("reuse-flagged").flags(flag("other")).build()));

    assertThat(plain).isEqualTo(new StoreOutcome(CORRECT, false));
    assertThat(flagged).isEqualTo(new StoreOutcome(CORRECT, false));
    assertThat(
            count(
                "data_group = 'reuse-plain' AND flagged AND flags = '{idempotency_key_reused}'"
                    + " AND flag_details->0->>'check' = 'core'"
                    + " AND flag_details->0->>'severity' = 'high'"))
        .isEqualTo(1);
    assertThat(
            count(
                "data_group = 'reuse-flagged' AND flags = '{other,idempotency_key_reused}'"
                    + " AND jsonb_array_length(flag_details) = 2"))
        .isEqualTo(1);
    assertThat(count("data_group = 'reuse' AND NOT flagged AND flags = '{}'")).isEqualTo(1);
  }

  /** Keys that an earlier version stored are compared by its rule. */
  @Test
  void aKeyStoredUnderTheRuleBeforeIsComparedByIt() {
    byte[] name = "before".getBytes(UTF_8);
    byte[] before = "hash by the rule before".getBytes(UTF_8);
    await(store.append(request().key(new IdempotencyKey(name, before, null)).build()));

    IdempotencyKey same = new IdempotencyKey(name, "hash".getBytes(UTF_8), before);
    IdempotencyKey other =
        new IdempotencyKey(name, "hash".getBytes(UTF_8), "other".getBytes(UTF_8));

    assertThat(await(store.append(request().key(same).build())).repeated()).isTrue();
    assertThat(await(store.append(request().key(other).build())).repeated()).isFalse();
  }

  @Test
  void keysAreScopedToTheirApiKey() throws SQLException {
    await(store.append(request().group("scoped").apiKeyId(1).key(key("k4", "c")).build()));

    StoreOutcome other =
        await(store.append(request().group("scoped").apiKeyId(2).key(key("k4", "c")).build()));

    assertThat(other.repeated()).isFalse();
    assertThat(count("data_group = 'scoped' AND flags = '{}'")).isEqualTo(2);
  }

  @Test
  void anExpiredKeyIsFreeAgain() throws SQLException {
    StoreSettings settings = StoreSettings.DEFAULTS;
    await(store.append(request().group("expired").key(key("k5", "old")).build()));
    Clock afterwards =
        Clock.offset(Clock.systemUTC(), settings.idempotencyWindow().plus(Duration.ofMinutes(1)));
    PgTelemetryStore later = openStore(settings, afterwards);

    StoreOutcome claim =
        await(
            later.append(
                request().group("expired").key(key("k5", "new")).outcome(INCORRECT).build()));
    StoreOutcome repeat = await(later.append(request().key(key("k5", "new")).build()));
    await(later.close());

    assertThat(claim.repeated()).isFalse();
    assertThat(repeat).isEqualTo(new StoreOutcome(INCORRECT, true));
    assertThat(count("data_group = 'expired' AND flags = '{}'")).isEqualTo(2);
  }

  @Test
  void theSameRecordAgainIsNoRepeatOfItself() throws SQLException {
    StoreRequest request = request().group("itself").key(key("k6", "c")).build();

    await(store.append(request));
    StoreOutcome again = await(store.append(request));

    assertThat(again).isEqualTo(new StoreOutcome(CORRECT, false));
    assertThat(count("data_group = 'itself' AND flags = '{}'")).isEqualTo(1);
  }

  @Test
  void exactlyOneOfManyAtOnceIsTheFirst() throws SQLException {
    int keys = 20;
    int uses = 20;
    List<Future<StoreOutcome>> same = new ArrayList<>();
    List<Future<StoreOutcome>> others = new ArrayList<>();
    for (int use = 0; use < uses; use++) {
      for (int k = 0; k < keys; k++) {
        PgTelemetryStore node = use % 2 == 0 ? store : otherNode;
        // Half of them in the opposite order, so that groups claim the same keys crosswise.
        int mine = use % 4 < 2 ? k : keys - 1 - k;
        same.add(node.append(request().group("race-same").key(key("s" + mine, "c")).build()));
        others.add(
            node.append(
                request().group("race-other").key(key("o" + mine, "content " + use)).build()));
      }
    }
    await(Future.all(same));
    await(Future.all(others));

    assertThat(same.stream().filter(done -> !done.result().repeated())).hasSize(keys);
    assertThat(count("data_group = 'race-same'")).isEqualTo(keys);
    assertThat(count("data_group = 'race-same' AND flagged")).isZero();
    assertThat(others).noneMatch(done -> done.result().repeated());
    assertThat(count("data_group = 'race-other'")).isEqualTo(others.size());
    assertThat(count("data_group = 'race-other' AND NOT flagged")).isEqualTo(keys);
  }

  @Test
  void expiredKeysAreDeletedByMaintenance() throws Exception {
    await(store.append(request().group("purge").key(key("purged", "c")).build()));
    StoreSettings busy =
        new StoreSettings(
            1,
            10,
            1000,
            10,
            1000,
            Duration.ofSeconds(2),
            Duration.ofDays(7),
            1,
            Duration.ofMillis(20));
    Clock afterwards = Clock.offset(Clock.systemUTC(), Duration.ofDays(30));
    PgTelemetryStore later = openStore(busy, afterwards);

    Patience.until(
        "the key is gone",
        () -> rows("SELECT count(*) FROM idempotency WHERE key_hash = 'purged'") == 0);
    await(later.close());

    assertThat(rows("SELECT count(*) FROM idempotency WHERE expires_at < now() + '20 days'"))
        .isZero();
    assertThat(count("data_group = 'purge'")).isEqualTo(1);
  }

  private static StoreRequests reuse(String group) {
    return request().group(group).key(key("k3", group));
  }

  private static Map<String, List<String>> orderedErrors() {
    Map<String, List<String>> errors = new LinkedHashMap<>();
    for (String field : List.of("user_identifier", "data_type", "a")) {
      errors.put(field, List.of("The " + field + " field is required."));
    }
    return errors;
  }
}
