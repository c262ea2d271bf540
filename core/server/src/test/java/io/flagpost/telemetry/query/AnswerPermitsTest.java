package io.flagpost.telemetry.query;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.query.AnswerPermits.Permit;
import io.flagpost.telemetry.store.StoreUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswerPermitsTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void aPlaceGoesToWhoeverWaitsLongest() {
    AnswerPermits permits = new AnswerPermits(vertx, 1, 1_000, Duration.ofMinutes(1));
    Permit taken = await(permits.take());
    Future<Permit> second = permits.take();
    Future<Permit> third = permits.take();
    assertThat(second.isComplete()).isFalse();

    taken.close();
    taken.close();

    assertThat(second.succeeded()).isTrue();
    assertThat(third.isComplete()).isFalse();
    await(second).close();
    await(third).close();
    assertThat(permits.take().succeeded()).isTrue();
  }

  @Test
  void whoeverWaitsTooLongIsTurnedAwayAndLosesNoPlace() {
    AnswerPermits permits = new AnswerPermits(vertx, 1, 1_000, Duration.ofMillis(10));
    Permit taken = await(permits.take());

    assertThat(failure(permits.take())).isInstanceOf(StoreUnavailableException.class);
    taken.close();
    assertThat(permits.take().succeeded()).isTrue();
  }

  @Test
  void theLineIsBounded() {
    AnswerPermits permits = new AnswerPermits(vertx, 1, 1_000, Duration.ofMinutes(1));
    List<Future<Permit>> line = new ArrayList<>();
    do {
      line.add(permits.take());
    } while (!line.get(line.size() - 1).failed());

    assertThat(line.size()).isLessThan(2_000);
    assertThat(failure(line.get(line.size() - 1))).isInstanceOf(StoreUnavailableException.class);
  }
}
