package io.flagpost.node;

import io.flagpost.node.config.Config;
import io.flagpost.signing.BusSigner;
import io.flagpost.signing.KeyRing;
import io.flagpost.signing.SignatureProvider;
import io.flagpost.signing.SigningCapacity;
import io.flagpost.signing.SigningMeters;
import io.flagpost.signing.SigningVerticle;
import io.flagpost.signing.envelope.SignedEnvelopes;
import io.flagpost.telemetry.http.PublicListener;
import io.flagpost.telemetry.http.TelemetryBackend;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The client-facing part: the public listener, and the signers of its answers. */
final class PublicServer {
  private final NodeContext node;
  private final Supplier<KeyRing> keys;
  private final SignatureProvider provider;
  private final PublicListener listener;
  private boolean signing;

  /**
   * Assembles it without opening the listener.
   *
   * @param keys the newest key ring; used from {@link #open} on
   * @param tls configures TLS for the listener, if it has a certificate
   */
  PublicServer(
      NodeContext node,
      TelemetryBackend backend,
      Supplier<KeyRing> keys,
      SignatureProvider provider,
      UnaryOperator<HttpServerOptions> tls) {
    this.node = node;
    this.keys = keys;
    this.provider = provider;
    BusSigner signer = new BusSigner(node.vertx(), keys, node.clock());
    SigningCapacity capacity = new SigningCapacity(node.config().signing().queue());
    SigningMeters.bind(signer, capacity, node.meters());
    this.listener =
        new PublicListener(
            node.settings().http(),
            backend,
            keys,
            new SignedEnvelopes(signer, capacity),
            node.meters(),
            tls,
            node.clock());
  }

  /**
   * Opens the listener. Blocking.
   *
   * @return the port it listens on
   */
  int open(Listeners listeners) {
    Vertx vertx = node.vertx();
    Config.Http config = node.config().http();
    if (!signing) { // signing runs already if only the listener could not be opened
      String id =
          Await.done(
              SigningVerticle.deploy(vertx, keys, provider, node.settings().signerThreads()));
      node.started().add("signing", limit -> Await.done(vertx.undeploy(id), limit));
      signing = true;
    }
    listeners.open(
        "http",
        config.host(),
        config.port(),
        () -> listener.verticle(vertx),
        Runtime.getRuntime().availableProcessors());
    return listener.port();
  }

  /** Whether each of its event loops still responds. Any thread. */
  boolean isAlive() {
    return listener.isAlive();
  }
}
