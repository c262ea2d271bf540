package io.flagpost.node;

import io.flagpost.node.config.Config;
import io.flagpost.node.config.Mode;
import io.flagpost.platform.ops.Health;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;

/**
 * The context that every part of a node gets when it starts: its configuration, the runtime, and
 * the lists of steps to which it adds. Used on the thread that starts the node, unless a method
 * says otherwise.
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
    // The embedded database is running already; an external one may be unreachable while the node
    // starts.
    this.startup = new DeferredStartup(!config.database().url().isEmbedded());
  }

  /** The configuration as given. */
  Config config() {
    return config;
  }

  /** Whether it is a demo or in production. */
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

  /** The registry to which each part adds its meters. Any thread. */
  MeterRegistry meters() {
    return metrics.registry();
  }

  /** The metrics of all parts. */
  GatewayMetrics metrics() {
    return metrics;
  }

  /** The conditions of readiness, to which each part adds its own. */
  Health health() {
    return health;
  }

  /** The steps that stop what has been started, run in reverse. */
  ShutdownSteps started() {
    return started;
  }

  /** The steps that need PostgreSQL, run as soon as it is reachable. */
  DeferredStartup startup() {
    return startup;
  }
}
