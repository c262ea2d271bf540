package io.flagpost.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a thread does that is not starved; that a machine starves one cannot be had on demand. */
@ExpectedAlarms(from = LogGuard.BLOCKED_EVENT_LOOPS)
@Timeout(60)
class StarvationTest {
  private final Starvation starvation = Starvation.watching();
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    starvation.close();
    Futures.await(vertx.close());
  }

  @Test
  void whoWaitsIsNotStarved() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    CountDownLatch enough = new CountDownLatch(1);
    String[] name = new String[1];
    vertx.runOnContext(
        v -> {
          name[0] = Thread.currentThread().getName();
          waiting.countDown();
          try {
            enough.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    waiting.await();
    long since = System.currentTimeMillis();
    Patience.until("some time has passed", () -> System.currentTimeMillis() - since > 100);

    assertThat(starvation.explains(name[0], since)).isFalse();
    enough.countDown();
  }
}
