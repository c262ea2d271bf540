package io.flagpost.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@ExpectedAlarms(of = LogGuardTest.class, from = LogGuard.BLOCKED_EVENT_LOOPS)
@Timeout(60)
class LogGuardTest {
  private static final Logger LOG = LoggerFactory.getLogger(LogGuardTest.class);

  private final LogGuard.Alarms alarms = LogGuard.Alarms.listening();

  @AfterEach
  void stopListening() {
    alarms.stop();
  }

  @Test
  void aBlockedEventLoopIsAnAlarm() {
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setBlockedThreadCheckInterval(5)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(10));

    try {
      List<String> heard = Futures.await(vertx.timer(1).map(blocked -> waitForAlarms()));

      assertThat(heard).allMatch(alarm -> alarm.contains("has been blocked"));
    } finally {
      Futures.await(vertx.close());
    }
  }

  @Test
  void anErrorIsAnAlarmAndAWarningIsNone() {
    LOG.warn("less");
    LOG.error("more");

    assertThat(alarms.take()).containsExactly("[ERROR] more");
  }

  @Test
  void anExpectedErrorIsNone() {
    alarms.expect("other", Set.of());
    alarms.expect("this", Set.of(LogGuardTest.class.getName()));
    LOG.error("expected");
    alarms.expectNoLonger("this");
    LOG.error("not any more");

    assertThat(alarms.take()).containsExactly("[ERROR] not any more");
  }

  private List<String> waitForAlarms() {
    List<String> heard = List.of();
    while (heard.isEmpty()) {
      heard = alarms.take();
    }
    return heard;
  }
}
