package io.flagpost.node;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Opens the listeners; if one cannot be opened, says why and which key to change. */
final class Listeners {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final ShutdownSteps started;

  Listeners(Vertx vertx, ShutdownSteps started) {
    this.vertx = vertx;
    this.started = started;
  }

  /**
   * Opens a listener. Blocking.
   *
   * @param name the prefix of its configuration keys
   * @param verticle creates the verticle of one event loop
   * @param instances the number of event loops that serve it
   */
  void open(
      String name, String host, int port, Supplier<? extends Deployable> verticle, int instances) {
    DeploymentOptions options = new DeploymentOptions().setInstances(instances);
    try {
      String id =
          vertx.deployVerticle(verticle, options).await(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      started.add(
          name + " listener",
          limit -> vertx.undeploy(id).await(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw new StartException("The " + name + " listener does not start", e);
    } catch (Exception e) {
      throw new StartException(explain(name, host + ":" + port, e), e);
    }
  }

  private static String explain(String name, String place, Exception failure) {
    if (failure instanceof BindException) {
      return String.format(
          Locale.ROOT,
          "The %s listener cannot have %s (%s): set %s.port or %s.host",
          name,
          place,
          failure.getMessage(),
          name,
          name);
    }
    return "The " + name + " listener does not start on " + place + ": " + failure;
  }
}
