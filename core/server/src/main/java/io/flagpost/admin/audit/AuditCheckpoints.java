package io.flagpost.admin.audit;

import io.flagpost.platform.kek.KeyWrapping;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs the end of the log at intervals and keeps the signatures outside the database, so that a
 * truncation of the log is noticed. Any thread; a dedicated thread writes the files.
 */
public final class AuditCheckpoints {
  private static final Logger LOG = LoggerFactory.getLogger(AuditCheckpoints.class);
  private static final long FILE_IS_FULL_AT = 1 << 20;

  private final Vertx vertx;
  private final Pool pool;
  private final String kekId;
  private final CheckpointKey key;
  private final CheckpointFiles files;
  private final Clock clock;
  private final WorkerExecutor executor;

  // Guarded by this.
  private Future<Void> running = Future.succeededFuture();
  private long timer = -1;

  // On the executor's thread only.
  private @Nullable Head signed;
  private @Nullable String lastLine;

  private volatile boolean failing;

  /**
   * @param wrapping holds the key-encryption key from which the signing key is derived
   * @param directory usually {@code audit-checkpoints} in the data directory; created if missing
   * @param clock dates the checkpoints
   */
  public AuditCheckpoints(
      Vertx vertx, Pool pool, KeyWrapping wrapping, Path directory, Clock clock) {
    this(vertx, pool, wrapping, new CheckpointFiles(directory, FILE_IS_FULL_AT), clock);
  }

  AuditCheckpoints(
      Vertx vertx, Pool pool, KeyWrapping wrapping, CheckpointFiles files, Clock clock) {
    this.vertx = vertx;
    this.pool = pool;
    this.kekId = wrapping.currentId();
    this.key = new CheckpointKey(wrapping.derive(CheckpointKey.PURPOSE));
    this.files = files;
    this.clock = clock;
    this.executor = vertx.createSharedWorkerExecutor("audit-checkpoints", 1);
  }

  /**
   * Signs the end once now, and again whenever it has moved.
   *
   * @param interval how often to look
   * @return completes after the first attempt; never fails, a failure is logged
   */
  public Future<Void> start(Duration interval) {
    synchronized (this) {
      timer = vertx.setPeriodic(interval.toMillis(), id -> signUnlessSigning());
    }
    return sign();
  }

  /**
   * Signs the end a last time, if checkpoints were started and the end has moved. Call it after the
   * last entry has been appended.
   *
   * @return completes after the attempt; never fails
   */
  public Future<Void> stop() {
    synchronized (this) {
      if (timer < 0) {
        return Future.succeededFuture();
      }
      vertx.cancelTimer(timer);
    }
    return sign();
  }

  /** The public key that verifies the checkpoints, also outside the gateway. */
  CheckpointKey.Public publicKey() {
    return key.publicKey();
  }

  /** All checkpoints, and the one that must be the last. */
  Future<Written> written() {
    return executor.executeBlocking(() -> new Written(files.parts(), lastLine));
  }

  /**
   * The written checkpoints.
   *
   * @param lastLine the line that this process wrote last; null if it has written none yet
   */
  record Written(List<CheckpointFiles.Part> parts, @Nullable String lastLine) {}

  private synchronized void signUnlessSigning() {
    if (running.isComplete()) {
      running = sign();
    }
  }

  /** One at a time, so that checkpoints are in the order of the log. */
  private synchronized Future<Void> sign() {
    running =
        running
            .compose(before -> pool.query(Head.SELECT).execute())
            .map(Head::read)
            .compose(
                head ->
                    executor.<Void>executeBlocking(
                        () -> {
                          write(head);
                          return null;
                        }))
            .onSuccess(done -> succeeded())
            .recover(
                e -> {
                  failed(e);
                  return Future.succeededFuture();
                });
    return running;
  }

  private void write(Head head) throws IOException {
    Head before = signed;
    if (before != null && before.isSameAs(head)) {
      return;
    }
    if (before != null && head.number() < before.number()) {
      LOG.error(
          "The audit log ends with entry {} and had {} entries before: run flagpost audit verify",
          head.number(),
          before.number());
    }
    String last = lastLine == null ? files.lastLine() : lastLine;
    String line =
        Checkpoint.write(
            head,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            kekId,
            last == null ? null : Checkpoint.hash(last),
            key);
    lastLine = null; // after a failure it is unknown whether the line was written
    files.append(line);
    lastLine = line;
    signed = head;
  }

  private void succeeded() {
    if (failing) {
      LOG.info("Checkpoints of the audit log can be written again");
    }
    failing = false;
  }

  private void failed(Throwable e) {
    if (!failing) {
      LOG.error("Cannot write a checkpoint of the audit log; trying again", e);
    }
    failing = true;
  }
}
