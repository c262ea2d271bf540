package io.flagpost.testing;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.slf4j.LoggerFactory;

/**
 * Fails a test class in whose time something alarming was logged: that an event loop was blocked,
 * or an error that nobody expected. {@link ExpectedAlarms} names those that belong to a test. Of
 * classes that run side by side it is the first to end that fails.
 *
 * <p>JUnit registers it for every test of this module by itself.
 */
public final class LogGuard implements BeforeAllCallback, AfterAllCallback {
  static final String BLOCKED_EVENT_LOOPS = "io.vertx.core.impl.BlockedThreadChecker";

  @Override
  public void beforeAll(ExtensionContext context) {
    alarms(context).expect(context.getUniqueId(), expectedLoggers(context));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Alarms alarms = alarms(context);
    List<String> unexpected = alarms.take();
    alarms.expectNoLonger(context.getUniqueId());
    if (!unexpected.isEmpty()) {
      throw new AssertionError("Logged meanwhile: " + String.join("; ", unexpected));
    }
  }

  private static Set<String> expectedLoggers(ExtensionContext context) {
    Set<String> expected = new HashSet<>();
    for (ExtensionContext at = context; at != null; at = at.getParent().orElse(null)) {
      findAnnotation(at.getElement(), ExpectedAlarms.class)
          .ifPresent(
              annotation -> {
                expected.addAll(List.of(annotation.from()));
                for (Class<?> logging : annotation.of()) {
                  expected.add(logging.getName());
                }
              });
    }
    return expected;
  }

  private static Alarms alarms(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(LogGuard.class))
        .getOrComputeIfAbsent(Alarms.class, type -> Alarms.listening(), Alarms.class);
  }

  /** Keeps what is alarming. Any thread. */
  static final class Alarms extends AppenderBase<ILoggingEvent> {
    private final ColdStarts coldStarts = new ColdStarts();
    private final Starvation starvation = Starvation.watching();
    private final Map<String, Set<String>> expectedByTest = new ConcurrentHashMap<>();
    private final Queue<ILoggingEvent> unexpected = new ConcurrentLinkedQueue<>();

    /** Listens to every logger from now on. */
    static Alarms listening() {
      Alarms alarms = new Alarms();
      alarms.start();
      root().addAppender(alarms);
      return alarms;
    }

    /**
     * From now on these belong to a test that runs. They are no alarm to those beside it either,
     * which cannot be told apart from it.
     */
    void expect(String test, Set<String> loggers) {
      expectedByTest.put(test, loggers);
    }

    void expectNoLonger(String test) {
      expectedByTest.remove(test);
    }

    /** What alarming has been logged since the last time. */
    List<String> take() {
      List<String> taken = new ArrayList<>();
      for (ILoggingEvent each = unexpected.poll(); each != null; each = unexpected.poll()) {
        taken.add(each.toString());
      }
      return taken;
    }

    @Override
    public void stop() {
      root().detachAppender(this);
      starvation.close();
      super.stop();
    }

    @Override
    protected void append(ILoggingEvent event) {
      if (isAlarming(event) && !isExpected(event)) {
        unexpected.add(event);
      }
    }

    private boolean isAlarming(ILoggingEvent event) {
      return event.getLevel().isGreaterOrEqual(Level.ERROR)
          || (event.getLoggerName().equals(BLOCKED_EVENT_LOOPS)
              && !Block.of(event).map(this::isExcused).orElse(false));
    }

    private boolean isExcused(Block block) {
      long ran =
          starvation.ranMillis(block.thread(), block.since(), block.stack()).orElse(block.millis());
      if (coldStarts.excuse(block, ran)) {
        // Looks that came before the one that saw it load classes.
        unexpected.removeIf(
            event -> Block.of(event).map(earlier -> coldStarts.excuse(earlier, ran)).orElse(false));
        return true;
      }
      return starvation.explains(block.thread(), block.since(), block.stack());
    }

    private boolean isExpected(ILoggingEvent event) {
      return expectedByTest.values().stream()
          .anyMatch(loggers -> loggers.contains(event.getLoggerName()));
    }

    private static Logger root() {
      return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    }
  }
}
