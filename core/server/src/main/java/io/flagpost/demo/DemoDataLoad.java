package io.flagpost.demo;

import io.flagpost.demo.DemoDataTable.Begun;
import io.flagpost.registry.PgRegistry;
import io.flagpost.telemetry.checks.ReceiptChecks;
import io.flagpost.telemetry.ingest.ContentHashes;
import io.flagpost.telemetry.store.PastRecords;
import io.flagpost.telemetry.store.StoreRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Writes the records of a demo into its empty database: receives a batch while the one before is
 * stored. If it is stopped, the next run of the same database goes on where it was, by the same
 * plan; a record that was stored already is stored once.
 *
 * <p>Any thread; works on the store's context.
 */
public final class DemoDataLoad {
  /** So many are received in one go, so that requests of others get their turn. */
  private static final int BATCH = 200;

  /** And so many are stored by one statement. */
  private static final int GROUP = 1_000;

  private final Context context;
  private final WorkerExecutor worker;
  private final Pool pool;
  private final PastRecords store;
  private final PgRegistry registry;
  private final Function<DemoDataPlan, Receipt> receipts;
  private final Clock clock;
  private volatile boolean stopped;

  // On the context only.
  private Future<Void> current = Future.succeededFuture();

  /**
   * What is received in one go.
   *
   * @param isLast whether nothing comes behind it
   */
  private record Batch(List<Message> messages, boolean isLast) {}

  /**
   * What a step leaves to the next one.
   *
   * @param writing the group that is being written
   * @param isLast whether all are received
   */
  private record Left(Future<Void> writing, boolean isLast) {}

  /** A run. */
  private final class Run {
    private final DemoDataPlan plan;
    private final Receipt receipt;
    private final DemoTraffic traffic;
    private final Consumer<DemoDataProgress> progress;
    private final long begunAt = System.nanoTime();
    private final long before;
    private final Map<Story, Long> byStory = new EnumMap<>(Story.class);
    private final List<StoreRequest> gathered = new ArrayList<>();
    private long sent;
    private Instant closed;

    /**
     * @param traffic touched on the worker only
     */
    Run(Begun begun, DemoTraffic traffic, Consumer<DemoDataProgress> progress) {
      this.plan = begun.plan();
      this.before = begun.written();
      this.receipt = receipts.apply(plan);
      this.traffic = traffic;
      this.progress = progress;
      this.closed = plan.begin();
    }

    Future<DemoDataSummary> run() {
      Promise<Void> done = Promise.promise();
      return store
          .prepare(plan.begin(), plan.end())
          .onSuccess(v -> step(Future.succeededFuture(), done))
          .compose(v -> done.future())
          .compose(v -> DemoDataTable.finished(pool, clock.instant()))
          .map(
              v ->
                  new DemoDataSummary(
                      plan,
                      plan.records() - before,
                      Duration.ofNanos(System.nanoTime() - begunAt),
                      byStory));
    }

    /**
     * Receives a batch, and sees to the next one, in a turn of its own. No future hangs on those of
     * all earlier steps: there are too many.
     *
     * @param writing the group before
     * @param done completed after the last group
     */
    private void step(Future<Void> writing, Promise<Void> done) {
      worker
          .executeBlocking(this::next)
          .compose(
              batch ->
                  receipt
                      .receive(toReceive(batch.messages()))
                      .compose(requests -> gather(requests, batch.isLast(), writing)))
          .onFailure(done::tryFail)
          .onSuccess(
              left -> {
                if (left.isLast()) {
                  left.writing().onComplete(done);
                } else {
                  step(left.writing(), done);
                }
              });
    }

    /** On the worker. */
    private Batch next() {
      List<Message> messages = new ArrayList<>(BATCH);
      while (messages.size() < BATCH && traffic.hasNext()) {
        messages.add(traffic.next());
      }
      return new Batch(messages, !traffic.hasNext());
    }

    /** What an earlier run has stored is left out. */
    private List<Message> toReceive(List<Message> messages) {
      List<Message> rest = new ArrayList<>(messages.size());
      for (Message message : messages) {
        count(message);
        if (sent++ < before) {
          receipt.skip(message);
        } else {
          rest.add(message);
        }
      }
      return rest;
    }

    /** Begins to write a group when there is one, once the group before is written. */
    private Future<Left> gather(List<StoreRequest> requests, boolean isLast, Future<Void> writing) {
      gathered.addAll(requests);
      if (stopped) {
        return writing.compose(v -> Future.failedFuture(new CancellationException("Stopped")));
      }
      if (gathered.isEmpty() || (gathered.size() < GROUP && !isLast)) {
        return Future.succeededFuture(new Left(writing, isLast));
      }
      List<StoreRequest> group = List.copyOf(gathered);
      gathered.clear();
      return writing.map(v -> new Left(write(group), isLast));
    }

    private void count(Message message) {
      Story story = message.story();
      if (story != null) {
        byStory.merge(story, 1L, Long::sum);
      }
    }

    private Future<Void> write(List<StoreRequest> group) {
      long upTo = sent;
      Instant last = group.get(group.size() - 1).record().receivedAt();
      return store
          .write(group)
          .compose(v -> DemoDataTable.written(pool, upTo))
          .compose(v -> closeDays(last))
          .onSuccess(v -> progress.accept(new DemoDataProgress(upTo, plan.records())));
    }

    /** Once for each day. */
    private Future<Void> closeDays(Instant last) {
      Instant day = last.truncatedTo(ChronoUnit.DAYS);
      if (!day.isAfter(closed)) {
        return Future.succeededFuture();
      }
      closed = day;
      return store.closeDaysBefore(last);
    }
  }

  private DemoDataLoad(
      WorkerExecutor worker,
      Pool pool,
      PastRecords store,
      PgRegistry registry,
      Function<DemoDataPlan, Receipt> receipts,
      Clock clock) {
    this.context = store.context();
    this.worker = worker;
    this.pool = pool;
    this.store = store;
    this.registry = registry;
    this.receipts = receipts;
    this.clock = clock;
  }

  /**
   * One that does nothing yet.
   *
   * @param pool of the node
   * @param store closed with it
   * @param remembered for how long idempotency keys are
   * @param clock the time of day
   */
  public static DemoDataLoad create(
      Pool pool,
      PastRecords store,
      PgRegistry registry,
      ReceiptChecks checks,
      Duration remembered,
      Clock clock) {
    WorkerExecutor worker = store.context().owner().createSharedWorkerExecutor("demo-data", 1);
    ContentHashes hashes = new ContentHashes(worker);
    return new DemoDataLoad(
        worker,
        pool,
        store,
        registry,
        plan -> new Receipt(plan, registry, checks, hashes, remembered),
        clock);
  }

  /**
   * Runs, once.
   *
   * @param wanted what is to be generated; that of an earlier run comes first
   * @param progress called on the context after each batch
   * @return fails with {@link DemoDataRefusedException} if nothing is to be generated here, and
   *     with {@link CancellationException} if it was stopped
   */
  public Future<DemoDataSummary> run(DemoDataPlan wanted, Consumer<DemoDataProgress> progress) {
    Promise<DemoDataSummary> done = Promise.promise();
    context.runOnContext(
        v -> {
          Future<DemoDataSummary> run =
              worker
                  .executeBlocking(() -> Cast.of(wanted).registrar())
                  .compose(registrar -> DemoDataTable.begin(pool, wanted, registrar))
                  .compose(begun -> registry.refresh().map(begun))
                  .compose(begun -> run(begun, progress));
          current = run.mapEmpty();
          run.onComplete(done);
        });
    return done.future();
  }

  private Future<DemoDataSummary> run(Begun begun, Consumer<DemoDataProgress> progress) {
    return worker
        .executeBlocking(() -> new DemoTraffic(begun.plan(), Cast.of(begun.plan())))
        .compose(traffic -> new Run(begun, traffic, progress).run());
  }

  /** Ends a run within a batch, and closes the connections. */
  public Future<Void> stop() {
    stopped = true;
    Promise<Void> ended = Promise.promise();
    context.runOnContext(v -> current.onComplete(done -> ended.complete()));
    return ended.future().eventually(store::close).eventually(worker::close);
  }
}
