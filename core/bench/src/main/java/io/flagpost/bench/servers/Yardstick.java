package io.flagpost.bench.servers;

import io.flagpost.platform.web.ListenerOptions;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.File;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The parts that a yardstick shares with the gateway: Vert.x's options, event loops, listener. */
final class Yardstick {
  private static final int REQUEST_LINE_LIMIT = 64 * 1024;
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);
  private static final int SHARED_FREE_PORT = -1;

  private Yardstick() {}

  static Vertx vertx() {
    return Vertx.vertx(new VertxOptions().setDisableTCCL(true));
  }

  /** Serves on as many event loops as the gateway, and prints a line when it is ready. */
  static void serve(Vertx vertx, Function<Vertx, Handler<HttpServerRequest>> handlers) {
    AtomicInteger port = new AtomicInteger();
    int instances = Runtime.getRuntime().availableProcessors();
    vertx
        .deployVerticle(
            () -> listener(port, handlers), new DeploymentOptions().setInstances(instances))
        .onSuccess(id -> System.out.println("Listening on " + port.get()))
        .onFailure(
            failure -> {
              failure.printStackTrace();
              vertx.close();
            });
  }

  private static Deployable listener(
      AtomicInteger port, Function<Vertx, Handler<HttpServerRequest>> handlers) {
    return new VerticleBase() {
      @Override
      public Future<?> start() {
        return vertx
            .createHttpServer(
                ListenerOptions.create(
                    "127.0.0.1", SHARED_FREE_PORT, REQUEST_LINE_LIMIT, IDLE_TIMEOUT))
            .requestHandler(handlers.apply(vertx))
            .listen()
            .onSuccess(server -> port.set(server.actualPort()));
      }
    };
  }

  /** The name of the library that a yardstick uses. */
  static String vertxJar() {
    return new File(Vertx.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .getName();
  }
}
