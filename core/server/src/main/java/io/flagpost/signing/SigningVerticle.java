package io.flagpost.signing;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.security.GeneralSecurityException;
import java.util.function.Supplier;

/**
 * Owns one signer thread: receives texts from the local event bus, one after the other, and replies
 * with their signatures. Starts only if every key passes its test.
 */
public final class SigningVerticle extends VerticleBase {
  static final String ADDRESS = "io.flagpost.signing";

  private static final int FAILED = 1;

  private final KeySigner signer;

  private SigningVerticle(Supplier<KeyRing> keys, SignatureProvider provider) {
    this.signer = new KeySigner(keys, provider);
  }

  /**
   * Starts signing on this node.
   *
   * @param keys the newest key ring
   * @param threads the number of signer threads: as many as there are spare cores, at least one
   * @return the deployment's id; fails with an {@link IllegalStateException} if a key is unusable
   */
  public static Future<String> deploy(
      Vertx vertx, Supplier<KeyRing> keys, SignatureProvider provider, int threads) {
    DeploymentOptions options =
        new DeploymentOptions()
            .setThreadingModel(ThreadingModel.WORKER)
            .setWorkerPoolName("flagpost-signer")
            .setWorkerPoolSize(threads)
            .setInstances(threads);
    return vertx.deployVerticle(() -> new SigningVerticle(keys, provider), options);
  }

  @Override
  public Future<?> start() {
    signer.prepareAll();
    return vertx.eventBus().localConsumer(ADDRESS, this::answer).completion();
  }

  private void answer(Message<SignRequest> message) {
    try {
      message.reply(signer.sign(message.body()));
    } catch (GeneralSecurityException | RuntimeException e) {
      message.fail(FAILED, "no signature: " + e);
    }
  }
}
