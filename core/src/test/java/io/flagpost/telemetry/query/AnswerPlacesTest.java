package io.flagpost.telemetry.query;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.query.AnswerPlaces.Place;
import io.flagpost.telemetry.store.StoreUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswerPlacesTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void aPlaceGoesToWhoeverWaitsLongest() {
    AnswerPlaces places = new AnswerPlaces(vertx, 1, Duration.ofMinutes(1));
    Place taken = await(places.take());
    Future<Place> second = places.take();
    Future<Place> third = places.take();
    assertThat(second.isComplete()).isFalse();

    taken.close();
    taken.close();

    assertThat(second.succeeded()).isTrue();
    assertThat(third.isComplete()).isFalse();
    await(second).close();
    await(third).close();
    assertThat(places.take().succeeded()).isTrue();
  }

  @Test
  void whoeverWaitsTooLongIsTurnedAwayAndLosesNoPlace() {
    AnswerPlaces places = new AnswerPlaces(vertx, 1, Duration.ofMillis(10));
    Place taken = await(places.take());

    assertThat(failure(places.take())).isInstanceOf(StoreUnavailableException.class);
    taken.close();
    assertThat(places.take().succeeded()).isTrue();
  }

  @Test
  void theLineIsBounded() {
    AnswerPlaces places = new AnswerPlaces(vertx, 1, Duration.ofMinutes(1));
    List<Future<Place>> line = new ArrayList<>();
    do {
      line.add(places.take());
    } while (!line.get(line.size() - 1).failed());

    assertThat(line.size()).isLessThan(2_000);
    assertThat(failure(line.get(line.size() - 1))).isInstanceOf(StoreUnavailableException.class);
  }
}
