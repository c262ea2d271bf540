package io.flagpost.admin.api;

import io.vertx.core.Future;

/** Is told of requests that read personal data, before they do. */
@FunctionalInterface
public interface ReadingWatch {

  /**
   * A request is about to read personal data. Called on event loops; does not block or throw.
   *
   * @return if it fails, nothing is read
   */
  Future<Void> reading(Operation operation, AdminRequest request);
}
