package io.flagpost.node;

import io.flagpost.node.config.Config;
import io.flagpost.node.config.Mode;
import io.flagpost.platform.ops.Health;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;

/**
 * What every part of a node is given when it starts: how it is configured, what it runs on, and
 * where it leaves its steps. Used on the thread that starts the node, but for what says otherwise.
 */
final class NodeContext {
  private final Config config;
  private final Mode mode;
  private final ComponentSettings settings;
  private final Clock clock;
  private final Vertx vertx;
  private final GatewayMetrics metrics;
  private final Health health;
  private final ShutdownSteps started;
  private final DeferredStartup startup;

  NodeContext(
      Config config,
      Mode mode,
      Clock clock,
      Vertx vertx,
      GatewayMetrics metrics,
      Health health,
      ShutdownSteps started) {
    this.config = config;
    this.mode = mode;
    this.settings = new ComponentSettings(config);
    this.clock = clock;
    this.vertx = vertx;
    this.metrics = metrics;
    this.health = health;
    this.started = started;
    // The embedded database runs already; a given one may be away while the node starts.
    this.startup = new DeferredStartup(!config.database().url().isEmbedded());
  }

  /** The configuration as it was given. */
  Config config() {
    return config;
  }

  /** Whether it is a demo or for production. */
  Mode mode() {
    return mode;
  }

  /** The configuration in the terms of each part. */
  ComponentSettings settings() {
    return settings;
  }

  /** The time of day. Any thread. */
  Clock clock() {
    return clock;
  }

  /** Event loops, timers and workers. Any thread. */
  Vertx vertx() {
    return vertx;
  }

  /** Where each part adds its meters. Any thread. */
  MeterRegistry meters() {
    return metrics.registry();
  }

  /** What all of them say together. */
  GatewayMetrics metrics() {
    return metrics;
  }

  /** Where each part says what readiness depends on. */
  Health health() {
    return health;
  }

  /** Takes how to stop what has been started; stopped in reverse. */
  ShutdownSteps started() {
    return started;
  }

  /** Takes what needs PostgreSQL, to be done as soon as that is there. */
  DeferredStartup startup() {
    return startup;
  }
}
