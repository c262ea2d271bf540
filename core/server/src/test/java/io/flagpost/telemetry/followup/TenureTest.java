package io.flagpost.telemetry.followup;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.followup.FollowerTable.Owned;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who owns the shards of a follower, and what a node that was replaced can still do: nothing. */
class TenureTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final String NAME = "live/probe";

  private final Vertx vertx = Vertx.vertx();
  private final UUID one = UUID.randomUUID();
  private final UUID other = UUID.randomUUID();
  private Pool pool;

  @BeforeEach
  void open() {
    pool =
        PgBuilder.pool().using(vertx).connectingTo(TestDatabase.create().connectOptions()).build();
    await(FollowerTable.begin(pool, new Probe(), 100, 40));
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void shardsThatAreNobodysAreTakenWithTheirPositions() {
    List<Owned> owned = lease(one, LONG);

    assertThat(owned).extracting(Owned::shard).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(owned)
        .allSatisfy(
            shard -> {
              assertThat(shard.decided()).isEqualTo(100);
              assertThat(shard.checkpoint()).isEqualTo(40);
              assertThat(shard.layout()).isEqualTo("layout 1");
            });
  }

  @Test
  void anOwnerKeepsItsShardsAndTheirFencingNumbers() {
    List<Owned> first = lease(one, LONG);

    assertThat(lease(other, LONG)).isEmpty();
    assertThat(lease(one, LONG)).containsExactlyInAnyOrderElementsOf(first);
  }

  @Test
  void anOwnerWhoseLeaseHasRunOutIsReplaced() {
    List<Owned> first = lease(one, Duration.ZERO);

    List<Owned> second = lease(other, LONG);

    assertThat(fences(second).values()).allMatch(fence -> fence == 2);
    assertThat(fences(first).values()).allMatch(fence -> fence == 1);
    assertThat(lease(one, LONG)).isEmpty();
  }

  @Test
  void anOwnerThatGivesItsShardsUpIsReplacedAtOnce() {
    lease(one, LONG);

    await(FollowerTable.release(pool, one));

    assertThat(lease(other, LONG)).hasSize(3);
  }

  @Test
  void anOwnerThatWasReplacedWhileItSleptWritesNothing() {
    Tenure asleep = new Tenure(pool, NAME, fences(lease(one, Duration.ZERO)));
    lease(other, LONG);
    await(pool.query("CREATE TABLE written (what text)").execute());

    assertThat(failure(asleep.write(writing("states")))).isInstanceOf(OvertakenException.class);
    assertThat(failure(asleep.checkpoint(60, writing("a checkpoint"))))
        .isInstanceOf(OvertakenException.class);
    assertThat(failure(asleep.decide(100, 110, c -> writing("an effect").apply(c))))
        .isInstanceOf(OvertakenException.class);

    assertThat(number("SELECT count(*) FROM written")).isZero();
    assertThat(number("SELECT min(checkpoint) FROM follower")).isEqualTo(40);
    assertThat(number("SELECT max(decided) FROM follower")).isEqualTo(100);
  }

  @Test
  void whatWasDecidedIsDecidedOnce() {
    Tenure tenure = new Tenure(pool, NAME, fences(lease(one, LONG)));

    await(tenure.decide(100, 110, Follower.Effect.NONE));

    assertThat(failure(tenure.decide(100, 110, Follower.Effect.NONE)))
        .isInstanceOf(OvertakenException.class);
    assertThat(number("SELECT min(decided) FROM follower")).isEqualTo(110);
  }

  @Test
  void noCheckpointIsAheadOfWhatIsDecided() {
    Tenure tenure = new Tenure(pool, NAME, fences(lease(one, LONG)));

    assertThat(failure(tenure.checkpoint(101, c -> Future.succeededFuture())))
        .isInstanceOf(OvertakenException.class);
    await(tenure.checkpoint(100, c -> Future.succeededFuture()));
  }

  @Test
  void afterAChangeOverTheOwnerHasANewFencingNumberAndTheOtherStates() {
    Map<Integer, Long> fences = fences(lease(one, LONG));
    Tenure tenure = new Tenure(pool, NAME, fences);

    await(tenure.changeOver(60, 7, c -> Future.succeededFuture()));

    assertThat(failure(tenure.write(writing("states")))).isInstanceOf(OvertakenException.class);
    assertThat(lease(one, LONG))
        .allSatisfy(
            shard -> {
              assertThat(shard.fence()).isGreaterThan(fences.get(shard.shard()));
              assertThat(shard.generation()).isEqualTo(7);
              assertThat(shard.checkpoint()).isEqualTo(60);
              assertThat(shard.decided()).isEqualTo(100);
            });
  }

  @Test
  void noOtherStatesAreAheadOfWhatIsDecided() {
    Tenure tenure = new Tenure(pool, NAME, fences(lease(one, LONG)));

    assertThat(failure(tenure.changeOver(101, 7, c -> Future.succeededFuture())))
        .isInstanceOf(OvertakenException.class);
  }

  private List<Owned> lease(UUID owner, Duration time) {
    return await(FollowerTable.lease(pool, NAME, owner, time));
  }

  private static Map<Integer, Long> fences(List<Owned> owned) {
    return owned.stream().collect(Collectors.toMap(Owned::shard, Owned::fence));
  }

  private static Function<SqlConnection, Future<Void>> writing(String what) {
    return connection ->
        connection.query("INSERT INTO written VALUES ('" + what + "')").execute().mapEmpty();
  }

  private long number(String sql) {
    return await(pool.query(sql).execute()).iterator().next().getLong(0);
  }

  /** A follower of three shards that follows nothing. */
  private static final class Probe implements Follower {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public int shards() {
      return 3;
    }

    @Override
    public String layout() {
      return "layout 1";
    }

    @Override
    public Duration window() {
      return Duration.ofDays(1);
    }

    @Override
    public boolean readsData() {
      return false;
    }

    @Override
    public Future<Followed> follow(Stretch stretch) {
      return Future.succeededFuture(new Followed(stretch.upTo(), Effect.NONE));
    }

    @Override
    public Future<Void> settle(Tenure tenure, long upTo, boolean last) {
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> clear(SqlConnection connection, Set<Integer> shards) {
      return Future.succeededFuture();
    }

    @Override
    public void own(int shard, long generation) {}

    @Override
    public void forget(Set<Integer> shards) {}
  }
}
