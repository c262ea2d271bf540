package io.flagpost.testing;

import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import java.util.concurrent.TimeUnit;

/**
 * Has every Vert.x of a test's process complain of an event loop that is busy for more than 200 ms,
 * and say with what; {@link LogGuard} makes a failure of it. Vert.x finds it by itself.
 */
public final class StrictEventLoops implements VertxServiceProvider {
  static final long LIMIT_MILLIS = 200;
  private static final long LOOK_EVERY_MILLIS = 50;

  @Override
  public void init(VertxBootstrap bootstrap) {
    VertxOptions options = bootstrap.options();
    if (options.getMaxEventLoopExecuteTime() == VertxOptions.DEFAULT_MAX_EVENT_LOOP_EXECUTE_TIME) {
      options
          .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
          .setBlockedThreadCheckInterval(LOOK_EVERY_MILLIS)
          .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
          .setMaxEventLoopExecuteTime(LIMIT_MILLIS)
          .setWarningExceptionTime(1);
    }
  }
}
