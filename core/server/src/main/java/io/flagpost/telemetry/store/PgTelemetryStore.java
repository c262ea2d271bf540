package io.flagpost.telemetry.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores records in PostgreSQL by group commit: while each writer's connection commits one group,
 * the next one fills up.
 *
 * <p>The writers and their connections live on one context; whoever appends only touches the queue.
 */
public final class PgTelemetryStore implements TelemetryStore {
  private static final Logger LOG = LoggerFactory.getLogger(PgTelemetryStore.class);
  private static final int DISCONNECT_SECONDS = 1;
  private static final int MAINTENANCE_IDLE_SECONDS = 30;

  private final Vertx vertx;
  private final Context context;
  private final StoreSettings settings;
  private final List<Pool> maintenancePools;
  private final Maintenance maintenance;
  private final List<GroupWriter> writers;
  private final GroupWriter apart;
  private final AppendQueue queue;
  private final AtomicBoolean dispatchRequested = new AtomicBoolean();
  private volatile boolean started;
  private volatile GroupObserver observer = (rows, nanos) -> {};

  // On the store's context only.
  private final Deque<GroupWriter> idle;
  private final Promise<Void> drained = Promise.promise();

  private PgTelemetryStore(
      Vertx vertx,
      Context context,
      StoreSettings settings,
      List<Pool> maintenancePools,
      Maintenance maintenance,
      List<GroupWriter> writers,
      GroupWriter apart) {
    this.vertx = vertx;
    this.context = context;
    this.settings = settings;
    this.maintenancePools = maintenancePools;
    this.maintenance = maintenance;
    this.writers = writers;
    this.apart = apart;
    this.queue = new AppendQueue(settings);
    this.idle = new ArrayDeque<>(writers);
  }

  /**
   * A store that refuses every record until it has started. It belongs to the current context, or
   * to a new one when called from no context.
   *
   * @param options as whom records are stored
   * @param maintenanceOptions as whom partitions are made and closed; may be the same
   */
  public static PgTelemetryStore create(
      Vertx vertx,
      PgConnectOptions options,
      PgConnectOptions maintenanceOptions,
      StoreSettings settings,
      Clock clock) {
    Context context = vertx.getOrCreateContext();
    Pool tables = maintenancePool(vertx, maintenanceOptions, "store-maintenance");
    boolean oneUser = options.getUser().equals(maintenanceOptions.getUser());
    Pool rows = oneUser ? tables : maintenancePool(vertx, options, "store-upkeep");
    List<Pool> pools = oneUser ? List.of(tables) : List.of(tables, rows);
    PartitionRequests requests = new PartitionRequests(rows, tables);
    Partitions partitions = new Partitions(tables, requests);
    Maintenance maintenance =
        new Maintenance(vertx, rows, tables, partitions, requests, settings, clock);
    TelemetryInsert insert = new TelemetryInsert(settings.idempotencyWindow());
    Function<String, GroupWriter> writer =
        name ->
            new GroupWriter(
                vertx,
                new WriterConnection(vertx, name, options, settings.commitTimeout()),
                insert,
                partitions,
                clock,
                settings.commitTimeout());
    List<GroupWriter> writers =
        IntStream.rangeClosed(1, settings.writers())
            .mapToObj(number -> writer.apply("store-writer-" + number))
            .toList();
    return new PgTelemetryStore(
        vertx, context, settings, pools, maintenance, writers, writer.apply("store-replay"));
  }

  private static Pool maintenancePool(Vertx vertx, PgConnectOptions options, String name) {
    return PgBuilder.pool()
        .using(vertx)
        .with(new PoolOptions().setMaxSize(1).setName(name))
        .with(new NetClientOptions().setIdleTimeout(MAINTENANCE_IDLE_SECONDS))
        .connectingTo(options)
        .build();
  }

  /**
   * Makes the partitions that are needed on a migrated database, if it may, and takes records from
   * then on. Fails if the database cannot be reached or prepared, and may be called again then.
   */
  public Future<Void> start() {
    return onContext(maintenance::start).onSuccess(v -> started = true);
  }

  @Override
  public Future<StoreOutcome> append(StoreRequest request) {
    if (!started) {
      return notStarted();
    }
    Append append =
        new Append(TelemetryRow.of(request), System.nanoTime(), vertx.getOrCreateContext());
    if (!queue.offer(append)) {
      return Future.failedFuture(new QueueFullException());
    }
    if (dispatchRequested.compareAndSet(false, true)) {
      context.runOnContext(v -> dispatch());
    }
    return append.future();
  }

  /**
   * Stores these records as one group beside the queue, over a connection that nothing else uses,
   * so that they keep their order and hold up nobody. One group at a time.
   *
   * @return how it ended for each of them, in their order, once all are settled
   */
  public Future<List<Future<StoreOutcome>>> writeApart(List<StoreRequest> requests) {
    if (!started) {
      return Future.succeededFuture(
          requests.stream().map(request -> PgTelemetryStore.<StoreOutcome>notStarted()).toList());
    }
    Context caller = vertx.getOrCreateContext();
    List<Append> group =
        requests.stream()
            .map(request -> new Append(TelemetryRow.of(request), System.nanoTime(), caller))
            .toList();
    List<Future<StoreOutcome>> outcomes = group.stream().map(Append::future).toList();
    context.runOnContext(v -> apart.write(group));
    return Future.join(outcomes).transform((v, failure) -> Future.succeededFuture(outcomes));
  }

  /** Whether PostgreSQL takes records: writes a group of none. Beside the queue, as they are. */
  public Future<Void> probe() {
    return started ? onContext(apart::probe) : notStarted();
  }

  /** Records that wait for their group. Any thread. */
  public int queuedRows() {
    return queue.rows();
  }

  /** For how long the oldest of them has been waiting. Any thread. */
  public long queuedForNanos() {
    return queue.oldestNanos(System.nanoTime());
  }

  /**
   * For how many days after today there are partitions: -1 if there is none for today, {@code NaN}
   * if that is not known. Any thread.
   */
  public double daysAhead() {
    int ahead = maintenance.daysAhead();
    return ahead == StorableDays.UNKNOWN ? Double.NaN : ahead;
  }

  /** Has somebody told of each group from now on. */
  public void observe(GroupObserver newObserver) {
    observer = newObserver;
  }

  /** The data of the records that wait for their group, in bytes. Any thread. */
  public long queuedBytes() {
    return queue.bytes();
  }

  /**
   * Takes no more records, settles those it has, which takes two commit time-outs at most, then
   * closes its connections.
   */
  public Future<Void> close() {
    queue.close();
    return onContext(
        () -> {
          dispatch();
          return drained.future().eventually(this::disconnect);
        });
  }

  /** Nobody waits for a frozen server to say goodbye. */
  private Future<Void> disconnect() {
    maintenance.stop();
    List<Future<Void>> closing = new ArrayList<>();
    closing.add(closeMaintenance());
    writers.forEach(writer -> closing.add(writer.close()));
    closing.add(apart.close());
    return Future.join(closing)
        .timeout(DISCONNECT_SECONDS, TimeUnit.SECONDS)
        .otherwiseEmpty()
        .mapEmpty();
  }

  private Future<Void> closeMaintenance() {
    return Future.join(maintenancePools.stream().map(Pool::close).toList()).mapEmpty();
  }

  private void dispatch() {
    dispatchRequested.set(false);
    refuseOverdue();
    while (!idle.isEmpty() && !queue.isEmpty()) {
      GroupWriter writer = idle.pop();
      List<Append> group = queue.takeGroup();
      long begin = System.nanoTime();
      writer
          .write(group)
          .onComplete(
              done -> {
                observer.settled(group.size(), System.nanoTime() - begin);
                idle.push(writer);
                if (Boolean.FALSE.equals(done.result())) {
                  refuseQueued();
                }
                dispatch();
              });
    }
    if (queue.isDrained() && idle.size() == writers.size()) {
      drained.tryComplete();
    }
  }

  /** Nobody shall wait for long behind groups that PostgreSQL does not answer. */
  private void refuseOverdue() {
    List<Append> overdue =
        queue.takeQueuedBefore(System.nanoTime() - settings.commitTimeout().toNanos());
    if (!overdue.isEmpty()) {
      LOG.warn("{} records waited too long for a writer", overdue.size());
      refuse(overdue, "The store is too slow to take the record");
    }
  }

  /** Who has waited for the time of one group that failed shall not wait for another's. */
  private void refuseQueued() {
    List<Append> queued = queue.takeQueuedBefore(System.nanoTime());
    if (!queued.isEmpty()) {
      LOG.warn("{} records waited for a writer that finds no PostgreSQL", queued.size());
      refuse(queued, "PostgreSQL did not take the records before");
    }
  }

  private static void refuse(List<Append> appends, String reason) {
    StoreUnavailableException refusal = new StoreUnavailableException(reason);
    appends.forEach(append -> append.refused(refusal));
  }

  private static <T> Future<T> notStarted() {
    return Future.failedFuture(
        new StoreUnavailableException("PostgreSQL was not there since the start"));
  }

  private <T> Future<T> onContext(Supplier<Future<T>> action) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(v -> action.get().onComplete(promise));
    return promise.future();
  }
}
