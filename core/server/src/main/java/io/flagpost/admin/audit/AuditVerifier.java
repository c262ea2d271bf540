package io.flagpost.admin.audit;

import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the whole log: every entry's MAC and number, and that the log agrees with the
 * checkpoints. Reads it in batches from one snapshot, and computes on a dedicated thread. Any
 * thread.
 */
public final class AuditVerifier {
  private static final int BATCH = 500;
  private static final String ONE_MOMENT =
      "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

  /** The limit for one batch; the first is slow if somebody dropped the index. */
  private static final String PATIENCE = "SET LOCAL statement_timeout = '60s'";

  private final Pool pool;
  private final AuditKeys keys;
  private final AuditCheckpoints checkpoints;
  private final WorkerExecutor executor;
  private final AtomicBoolean busy = new AtomicBoolean();

  public AuditVerifier(Vertx vertx, Pool pool, AuditKeys keys, AuditCheckpoints checkpoints) {
    this.pool = pool;
    this.keys = keys;
    this.checkpoints = checkpoints;
    this.executor = vertx.createSharedWorkerExecutor("audit-verification", 1);
  }

  /**
   * Verifies the log. An invalid log gives a report, not a failure.
   *
   * @return fails with a {@link ProblemException} of status 503 if another verification is running
   */
  Future<AuditReport> verify() {
    if (!busy.compareAndSet(false, true)) {
      return Future.failedFuture(
          new ProblemException(
              Problem.unavailable("This node is verifying the audit log already; try again")));
    }
    // The checkpoints first: the snapshot, taken after them, then has every entry that they name.
    return checkpoints
        .written()
        .compose(
            written ->
                pool.withTransaction(
                    connection ->
                        connection
                            .query(ONE_MOMENT)
                            .execute()
                            .compose(set -> connection.query(PATIENCE).execute())
                            .compose(set -> keys.load(connection))
                            .compose(ring -> verify(connection, written, ring))))
        .eventually(
            () -> {
              busy.set(false);
              return Future.succeededFuture();
            });
  }

  private Future<AuditReport> verify(
      SqlConnection connection, AuditCheckpoints.Written written, AuditKeys.Ring ring) {
    CheckpointTrail trail = new CheckpointTrail(written, ring.byId());
    return executor
        .executeBlocking(
            () -> {
              trail.verify();
              return new Verification(ring, trail);
            })
        .compose(
            verification ->
                scan(connection, verification::look)
                    .compose(read -> diagnose(connection, verification))
                    .map(diagnosed -> verification.report(checkpoints.publicKey())));
  }

  private Future<Void> diagnose(SqlConnection connection, Verification verification) {
    ChainDiagnosis diagnosis = verification.diagnosis();
    if (diagnosis == null) {
      return Future.succeededFuture();
    }
    return scan(
            connection,
            entry -> {
              diagnosis.look(entry);
              return true;
            })
        .onSuccess(read -> verification.problem = diagnosis.problem());
  }

  /** Reads the log to its end, or until {@code look} stops it. */
  private Future<Void> scan(SqlConnection connection, Predicate<AuditEntry> look) {
    return connection
        .prepare(AuditEntry.SELECT)
        .compose(
            statement -> {
              Promise<Void> done = Promise.promise();
              step(statement.cursor(), look, done);
              return done.future().eventually(statement::close);
            });
  }

  private void step(Cursor cursor, Predicate<AuditEntry> look, Promise<Void> done) {
    cursor
        .read(BATCH)
        .compose(rows -> executor.executeBlocking(() -> lookAt(rows, look)))
        .onSuccess(
            more -> {
              if (more && cursor.hasMore()) {
                step(cursor, look, done);
              } else {
                done.complete();
              }
            })
        .onFailure(done::fail);
  }

  private static boolean lookAt(Iterable<Row> rows, Predicate<AuditEntry> look) {
    for (Row row : rows) {
      if (!look.test(AuditEntry.read(row))) {
        return false;
      }
    }
    return true;
  }

  /** One run. */
  private static final class Verification {
    private final AuditKeys.Ring ring;
    private final CheckpointTrail trail;
    private final ChainCheck chain;
    private @Nullable AuditProblem problem;

    Verification(AuditKeys.Ring ring, CheckpointTrail trail) {
      this.ring = ring;
      this.trail = trail;
      this.chain = new ChainCheck(ring.byId(), trail.genuine());
    }

    boolean look(AuditEntry entry) {
      problem = chain.look(entry);
      return problem == null;
    }

    @Nullable ChainDiagnosis diagnosis() {
      AuditEntry suspect = chain.suspect();
      return suspect == null ? null : new ChainDiagnosis(ring.byId(), suspect, chain.head().mac());
    }

    AuditReport report(CheckpointKey.Public checkpointKey) {
      AuditProblem found = problem == null ? chain.end() : problem;
      List<String> warnings = new ArrayList<>(chain.warnings());
      warnings.addAll(trail.warnings());
      ring.unusable()
          .forEach(
              id ->
                  warnings.add(
                      String.format(
                          Locale.ROOT,
                          "What verifies entries under the key-encryption key %s cannot be opened",
                          id)));
      AuditProblem ofTrail = trail.problem();
      if (found == null) {
        found = ofTrail;
      } else if (ofTrail != null) {
        warnings.add(ofTrail.explanation());
      }
      if (trail.count() == 0 && chain.head().number() > 0) {
        warnings.add("This node has no checkpoints: that the end was not cut off is not proven");
      }
      return new AuditReport(
          chain.head().number(), chain.head(), trail.count(), found, warnings, checkpointKey);
    }
  }
}
