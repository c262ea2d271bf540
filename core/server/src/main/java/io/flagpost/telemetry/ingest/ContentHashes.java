package io.flagpost.telemetry.ingest;

import io.flagpost.platform.hash.Sha256;
import io.flagpost.telemetry.record.IdempotencyKey;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;

/**
 * Hashes the content of requests: small ones at once, large ones off the event loop, which an
 * adversary could otherwise keep busy with bodies of a hundred thousand fields.
 */
public final class ContentHashes {
  private static final int LARGE = 64 * 1024;

  private final WorkerExecutor worker;

  /**
   * @param worker where large requests are hashed; one thread will do
   */
  public ContentHashes(WorkerExecutor worker) {
    this.worker = worker;
  }

  /**
   * The name that a sender gave a request, with the request's content, on the caller's context.
   *
   * @param name the sender's own name for it
   */
  Future<IdempotencyKey> key(String name, DecodedRequest request) {
    return request.size() < LARGE
        ? Future.succeededFuture(hash(name, request))
        : worker.executeBlocking(() -> hash(name, request), false);
  }

  private static IdempotencyKey hash(String name, DecodedRequest request) {
    ContentHash content = request.contentHash();
    return new IdempotencyKey(Sha256.of(name), content.digest(), content.digestBefore());
  }
}
