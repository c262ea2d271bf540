package io.flagpost.verdicts;

import static io.flagpost.telemetry.store.StoreRequests.request;

import io.flagpost.telemetry.store.StoreRequests;
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
  @Nullable RoundByRound node;

  @BeforeEach
  void open() {
    rig = new VerdictRig();
    rig.clock.set(Instant.now());
  }

  @AfterEach
  void close() {
    if (node != null) {
      node.close();
    }
    rig.close();
  }

  void start() {
    node = new RoundByRound(rig);
  }

  void round() {
    node().round();
  }

  RoundByRound node() {
    return Objects.requireNonNull(node);
  }

  static StoreRequests group(String group) {
    return request().group(group);
  }
}
