package io.flagpost.verdicts;

import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;

import io.flagpost.telemetry.store.StoreRequests;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A {@link VerdictRig} for each test, whose node asks pending checks again when the test says. */
abstract class PendingChecksFixture {
  static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);
  static final String OWED = "SELECT count(*) FROM pending_check";

  VerdictRig rig;
  @Nullable Verdicts node;

  @BeforeEach
  void open() {
    rig = new VerdictRig();
    rig.clock.set(Instant.now());
  }

  @AfterEach
  void close() {
    rig.close();
  }

  /**
   * Starts a node whose rounds are the test's alone: one of its own beside one of these would ask
   * twice.
   */
  void start() {
    node = rig.start();
    await(node.pending().stop());
  }

  void round() {
    await(onContext(node()));
  }

  Verdicts node() {
    return Objects.requireNonNull(node);
  }

  static Future<Boolean> onContext(Verdicts verdicts) {
    Promise<Boolean> done = Promise.promise();
    verdicts.context().runOnContext(v -> verdicts.pending().round().onComplete(done));
    return done.future();
  }

  static StoreRequests group(String group) {
    return request().group(group);
  }
}
