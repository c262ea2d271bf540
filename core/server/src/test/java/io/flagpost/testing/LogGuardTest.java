package io.flagpost.testing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
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

  @Test
  void aBlockThatIsSeenToLoadClassesAtALaterLookIsNone() {
    alarms.doAppend(blocked(1_000, 250, "io.netty.channel.ChannelHandlerMask"));
    alarms.doAppend(blocked(1_060, 310, ClassLoader.class.getName()));

    assertThat(alarms.take()).isEmpty();
  }

  @Test
  void aBlockBeforeOneThatLoadsClassesStaysAnAlarm() {
    alarms.doAppend(blocked(1_000, 250, "io.netty.channel.ChannelHandlerMask"));
    alarms.doAppend(blocked(2_000, 310, ClassLoader.class.getName()));

    assertThat(alarms.take()).singleElement().asString().contains("250 ms");
  }

  @Test
  void aBlockThatLoadsClassesForTooLongIsAnAlarm() {
    alarms.doAppend(blocked(9_000, 2_000, ClassLoader.class.getName()));

    assertThat(alarms.take()).singleElement().asString().contains("2000 ms");
  }

  private static ILoggingEvent blocked(long at, long millis, String where) {
    Exception stack = new Exception();
    stack.setStackTrace(
        new StackTraceElement[] {new StackTraceElement(where, "method", "File.java", 1)});
    LoggingEvent event =
        new LoggingEvent(
            "",
            ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger(LogGuard.BLOCKED_EVENT_LOOPS),
            Level.WARN,
            "Thread nobody has been blocked for " + millis + " ms",
            stack,
            null);
    event.setTimeStamp(at);
    return event;
  }

  private List<String> waitForAlarms() {
    List<String> heard = List.of();
    while (heard.isEmpty()) {
      heard = alarms.take();
    }
    return heard;
  }
}
