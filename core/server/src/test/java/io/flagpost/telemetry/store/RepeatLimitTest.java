package io.flagpost.telemetry.store;

import static io.flagpost.telemetry.store.StoreRequests.key;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.record.IdempotencyKey;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often, and from how many networks, a repeat is taken for one. */
class RepeatLimitTest extends IdempotencyFixture {
  @Test
  void theTwentyFirstRepeatIsStoredAndFlagged() throws SQLException {
    await(store.append(request().group("often").key(key("often", "c")).build()));
    for (int repeat = 0; repeat < TelemetryInsert.MOST_REPEATS; repeat++) {
      assertThat(repeats("often", "192.0.2.7")).isTrue();
    }

    assertThat(repeats("often", "192.0.2.7")).isFalse();
    assertThat(repeats("often", "192.0.2.7")).isFalse();

    assertThat(count("data_group = 'often' AND flags = '{idempotency_key_reused}'")).isEqualTo(2);
    assertThat(count("data_group = 'often' AND NOT flagged")).isEqualTo(1);
  }

  @Test
  void repeatsOfOneGroupCountEachForItself() throws SQLException {
    await(store.append(request().group("burst").key(key("burst", "c")).build()));
    List<Future<StoreOutcome>> repeats = new ArrayList<>();
    for (int repeat = 0; repeat < 100; repeat++) {
      repeats.add(store.append(request().group("burst").key(key("burst", "c")).build()));
    }
    await(Future.all(repeats));

    assertThat(repeats.stream().filter(done -> done.result().repeated()))
        .hasSize(TelemetryInsert.MOST_REPEATS);
    assertThat(count("data_group = 'burst' AND flags = '{idempotency_key_reused}'")).isEqualTo(80);
  }

  @Test
  void aFirstRecordAndItsRepeatsInOneGroupAreCounted() throws SQLException {
    List<Future<StoreOutcome>> all = new ArrayList<>();
    for (int record = 0; record < 30; record++) {
      all.add(store.append(request().group("fresh").key(key("fresh", "c")).build()));
    }
    await(Future.all(all));

    assertThat(count("data_group = 'fresh' AND NOT flagged")).isEqualTo(1);
    assertThat(count("data_group = 'fresh' AND flags = '{idempotency_key_reused}'")).isEqualTo(9);
  }

  @Test
  void aRepeatFromAFourthNetworkIsStoredAndFlagged() throws SQLException {
    await(store.append(request().group("far").key(key("far", "c")).build()));

    assertThat(repeats("far", "192.0.2.7")).isTrue();
    assertThat(repeats("far", "198.51.100.7")).isTrue();
    assertThat(repeats("far", "198.51.100.8")).isTrue(); // the same /24
    assertThat(repeats("far", "2001:db8:1::1")).isTrue();
    assertThat(repeats("far", "2001:db8:1:ffff::1")).isTrue(); // the same /48
    assertThat(repeats("far", "203.0.113.7")).isFalse();
    assertThat(repeats("far", "192.0.2.7")).isFalse();

    assertThat(count("data_group = 'far' AND flags = '{idempotency_key_reused}'")).isEqualTo(2);
  }

  @Test
  void otherContentCountsForNoRepeat() {
    await(store.append(request().group("mixed").key(key("mixed", "c")).build()));
    for (int other = 0; other < 30; other++) {
      await(store.append(request().key(key("mixed", "other")).clientAddress("10.0.0.1").build()));
    }

    assertThat(repeats("mixed", "192.0.2.7")).isTrue();
  }

  @Test
  void repeatsOfAKeyStoredUnderTheRuleBeforeCountToo() {
    byte[] name = "counted".getBytes(UTF_8);
    byte[] before = "its hash by the rule before".getBytes(UTF_8);
    await(store.append(request().key(new IdempotencyKey(name, before, null)).build()));
    IdempotencyKey same = new IdempotencyKey(name, "its hash".getBytes(UTF_8), before);

    for (int repeat = 0; repeat < TelemetryInsert.MOST_REPEATS; repeat++) {
      assertThat(await(store.append(request().key(same).build())).repeated()).isTrue();
    }
    assertThat(await(store.append(request().key(same).build())).repeated()).isFalse();
  }

  private boolean repeats(String name, String address) {
    StoreRequest request = request().group(name).key(key(name, "c")).clientAddress(address).build();
    return await(store.append(request)).repeated();
  }
}
