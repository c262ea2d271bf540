package io.flagpost.ingest;

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

  /** The hash, on the caller's context. */
  Future<byte[]> of(DecodedRequest request) {
    return request.size() < LARGE
        ? Future.succeededFuture(request.contentHash())
        : worker.executeBlocking(request::contentHash, false);
  }
}
