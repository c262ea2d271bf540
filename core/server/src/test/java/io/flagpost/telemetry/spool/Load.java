package io.flagpost.telemetry.spool;

import static io.flagpost.telemetry.store.StoreRequests.key;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.until;

import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreRequests;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that send one record after the other, some with an idempotency key, until stopped. */
final class Load {
  private static final int CLIENTS = 8;

  private final Vertx vertx;
  private final SpoolingStore store;
  private final AcknowledgedRecords records;
  private final String group;
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final List<Future<Void>> clients = new ArrayList<>();
  private volatile boolean stopped;

  private Load(Vertx vertx, SpoolingStore store, AcknowledgedRecords records, String group) {
    this.vertx = vertx;
    this.store = store;
    this.records = records;
    this.group = group;
  }

  static Load start(Vertx vertx, SpoolingStore store, AcknowledgedRecords records, String group) {
    Load load = new Load(vertx, store, records, group);
    for (int i = 0; i < CLIENTS; i++) {
      Promise<Void> ended = Promise.promise();
      load.clients.add(ended.future());
      vertx.runOnContext(v -> load.send(ended));
    }
    return load;
  }

  /** Waits until so many more records are acknowledged. */
  void untilAcknowledged(int more) {
    int before = acknowledged.get();
    until(vertx, () -> acknowledged.get() >= before + more);
  }

  void stop() {
    stopped = true;
    await(Future.all(clients));
  }

  private void send(Promise<Void> ended) {
    if (stopped) {
      ended.complete();
      return;
    }
    records
        .send(store, next())
        .onSuccess(outcome -> acknowledged.incrementAndGet())
        .onComplete(done -> vertx.setTimer(1, id -> send(ended)));
  }

  private StoreRequest next() {
    int number = count.incrementAndGet();
    StoreRequests builder = request().group(group);
    return number % 5 == 0 ? builder.key(key(group + number, "content")).build() : builder.build();
  }
}
