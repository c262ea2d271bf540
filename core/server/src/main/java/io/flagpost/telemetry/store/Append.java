package io.flagpost.telemetry.store;

import io.flagpost.telemetry.record.Acknowledgement;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** A record on its way into the store, and the caller that waits for it. */
final class Append {
  private final TelemetryRow row;
  private final long queuedAtNanos;
  private final Context caller;
  private final Promise<StoreOutcome> promise = Promise.promise();

  Append(TelemetryRow row, long queuedAtNanos, Context caller) {
    this.row = row;
    this.queuedAtNanos = queuedAtNanos;
    this.caller = caller;
  }

  TelemetryRow row() {
    return row;
  }

  long queuedAtNanos() {
    return queuedAtNanos;
  }

  long bytes() {
    return row.bytes();
  }

  /** Completes on the caller's context. */
  Future<StoreOutcome> future() {
    return promise.future();
  }

  void stored(@Nullable Acknowledgement first) {
    StoreOutcome outcome =
        first == null ? new StoreOutcome(row.outcome(), false) : new StoreOutcome(first, true);
    caller.runOnContext(v -> promise.complete(outcome));
  }

  void refused(StoreUnavailableException cause) {
    caller.runOnContext(v -> promise.fail(cause));
  }
}
