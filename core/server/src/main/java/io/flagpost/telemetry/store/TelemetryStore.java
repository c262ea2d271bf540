package io.flagpost.telemetry.store;

import io.vertx.core.Future;

/** Where records become durable. */
public interface TelemetryStore {

  /**
   * Stores one record, exactly once however often it is retried inside.
   *
   * <p>Callable on any event loop; completes on the caller's context. Success means that the record
   * (or, for a repeat, the first one) is durable. Fails with {@link StoreUnavailableException} when
   * it could not be made durable; then nothing was promised.
   */
  Future<StoreOutcome> append(StoreRequest request);
}
