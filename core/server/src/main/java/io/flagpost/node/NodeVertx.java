package io.flagpost.node;

import io.flagpost.platform.ops.PoolMeters;
import io.flagpost.platform.web.WatchfulTransport;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Starts a node's Vert.x. */
final class NodeVertx {
  private NodeVertx() {}

  /**
   * @param blockedAfter how long an event loop may be busy before that is logged
   */
  static Vertx start(Duration blockedAfter, MeterRegistry meters) {
    // A context must not keep a reference to the class loader of a plugin that happened to call.
    Vertx vertx =
        Vertx.builder()
            .with(
                new VertxOptions()
                    .setMetricsOptions(PoolMeters.options())
                    .setDisableTCCL(true)
                    .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                    .setMaxEventLoopExecuteTime(blockedAfter.toMillis())
                    .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                    .setBlockedThreadCheckInterval(Math.max(5, blockedAfter.toMillis() / 4)))
            .withTransport(new WatchfulTransport())
            .withMetrics(PoolMeters.factory(meters))
            .build();
    // Nor must an event loop's thread, which inherits it from the thread that submits its first
    // task.
    ((VertxInternal) vertx).eventLoopGroup().forEach(loop -> loop.execute(() -> {}));
    return vertx;
  }
}
