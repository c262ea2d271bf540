package io.flagpost.statistics;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.time.LocalDate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts are made again out of their records, one day after the other; one run at a time in the
 * installation, which holds a lock of the database's as long as it is connected. Each day is one
 * transaction: those that are done stay done, however it ends, and it can be run again from the
 * next one on. Records may arrive meanwhile. Any thread.
 */
public final class Rebuilding {
  /** The key of the advisory lock; any number that is not used elsewhere. */
  private static final long LOCK = 0x666C_6167_7273L;

  private final PgConnection lock;
  private final Rebuild rebuild;
  private volatile boolean isCancelled;

  // Changed by one day after the other.
  private volatile Progress progress = new Progress(null, 0, 0, 0);

  /**
   * How far it is.
   *
   * @param day the day that it is at, or that it ended with; null before the first
   * @param counted how many records of this day were counted
   * @param days how many days are done
   * @param records how many records were counted on these
   */
  public record Progress(@Nullable LocalDate day, long counted, long days, long records) {}

  /**
   * How it ended.
   *
   * @param isComplete whether all days are done, rather than that it was called off
   * @param lastDay the last day that is done; null if none is
   * @param days how many are done; days of which no record is left stay as they are
   * @param records how many records they have
   */
  public record Report(boolean isComplete, @Nullable LocalDate lastDay, long days, long records) {}

  /** It was called off. */
  private static final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private Rebuilding(PgConnection lock, Rebuild rebuild) {
    this.lock = lock;
    this.rebuild = rebuild;
  }

  static Future<Rebuilding> begin(Vertx vertx, PgConnectOptions options, Rebuild rebuild) {
    return PgConnection.connect(vertx, options)
        .compose(
            connection ->
                connection
                    .query("SELECT pg_try_advisory_lock(" + LOCK + ")")
                    .execute()
                    .compose(
                        rows ->
                            rows.iterator().next().getBoolean(0)
                                ? Future.succeededFuture(new Rebuilding(connection, rebuild))
                                : Future.<Rebuilding>failedFuture(new RebuildRunningException()))
                    .onFailure(refused -> connection.close()));
  }

  /**
   * Makes these days again, and gives the lock back. To be called once.
   *
   * @param first the first day, UTC
   * @param last the last day
   * @param told told now and then how far it is
   * @return fails if nothing was counted yet
   */
  public Future<Report> run(LocalDate first, LocalDate last, Consumer<Progress> told) {
    return from(first, last, told)
        .map(done -> new Report(true, progress.day(), progress.days(), progress.records()))
        .recover(
            failure ->
                failure instanceof CancelledException
                    ? Future.succeededFuture(calledOff(first))
                    : Future.failedFuture(failure))
        .eventually(() -> release().otherwiseEmpty());
  }

  /** Ends it, without what it is at; nothing of that day is changed. */
  public void cancel() {
    isCancelled = true;
  }

  /** Gives the lock back, of what is not run. */
  public Future<Void> release() {
    return lock.query("SELECT pg_advisory_unlock(" + LOCK + ")")
        .execute()
        .eventually(lock::close)
        .mapEmpty();
  }

  private Report calledOff(LocalDate first) {
    LocalDate lastDay = progress.days() == 0 ? null : first.plusDays(progress.days() - 1);
    return new Report(false, lastDay, progress.days(), progress.records());
  }

  private Future<Void> from(LocalDate day, LocalDate last, Consumer<Progress> told) {
    if (day.isAfter(last)) {
      return Future.succeededFuture();
    }
    if (isCancelled) {
      return Future.failedFuture(new CancelledException());
    }
    Progress before = progress;
    return rebuild
        .day(
            day, counted -> tell(new Progress(day, counted, before.days(), before.records()), told))
        .compose(
            counted -> {
              progress = new Progress(day, counted, before.days() + 1, before.records() + counted);
              told.accept(progress);
              return from(day.plusDays(1), last, told);
            });
  }

  private void tell(Progress now, Consumer<Progress> told) {
    if (isCancelled) {
      throw new CancelledException();
    }
    progress = now;
    told.accept(now);
  }
}
