package io.flagpost.telemetry.spool;

import static io.flagpost.testing.Futures.await;

import io.flagpost.telemetry.store.StoreRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Opens spools for tests and looks into them. */
final class SpoolRig {
  /** As fast as it can; no test waits long for the next attempt. */
  static final ReplaySettings REPLAY =
      new ReplaySettings(100_000, Duration.ofMillis(20), Duration.ofMillis(100));

  private static final int ALL = Integer.MAX_VALUE;

  private SpoolRig() {}

  static SpoolSettings settings(Path folder) {
    return new SpoolSettings(folder, 1 << 30, 0, 20_000, 64 << 20);
  }

  static Spool open(Vertx vertx, Path folder) {
    return open(vertx, settings(folder));
  }

  static Spool open(Vertx vertx, SpoolSettings settings) {
    Spool spool = Spool.open(vertx, settings, Clock.systemUTC());
    await(spool.opened());
    return spool;
  }

  /** Keeps these records, in as many groups. */
  static void appendEach(Spool spool, List<StoreRequest> requests) {
    requests.forEach(request -> await(spool.append(request)));
  }

  /** Keeps these records, in few groups. */
  static void appendAll(Spool spool, List<StoreRequest> requests) {
    List<Future<Void>> appends = new ArrayList<>();
    requests.forEach(request -> appends.add(spool.append(request)));
    await(Future.all(appends));
  }

  static List<UUID> ids(List<StoreRequest> requests) {
    return requests.stream().map(request -> request.record().recordId()).toList();
  }

  /** What is in it, in its order. */
  static List<UUID> held(Spool spool) {
    return ids(
        await(spool.oldest(ALL, Long.MAX_VALUE)).stream().map(SpooledRecord::request).toList());
  }
}
