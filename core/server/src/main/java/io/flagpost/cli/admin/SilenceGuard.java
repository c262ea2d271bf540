package io.flagpost.cli.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Closes an answer on which nothing has come for a while, so that whoever reads it goes on: a
 * connection may break without a word. Any thread.
 */
final class SilenceGuard implements AutoCloseable {
  private static final int LOOKS = 4;

  private final InputStream guarded;
  private final Duration limit;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile long heardAt = System.nanoTime();

  /** Begins to listen. */
  static SilenceGuard of(InputStream answer, Duration limit) {
    SilenceGuard guard = new SilenceGuard(answer, limit);
    Thread thread = new Thread(guard::look, "silence-guard");
    thread.setDaemon(true);
    thread.start();
    return guard;
  }

  private SilenceGuard(InputStream guarded, Duration limit) {
    this.guarded = guarded;
    this.limit = limit;
  }

  /** Something has come. */
  void heard() {
    heardAt = System.nanoTime();
  }

  @Override
  public void close() {
    over.countDown();
  }

  private void look() {
    try {
      while (!over.await(Math.max(1, limit.toMillis() / LOOKS), TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() - heardAt > limit.toNanos()) {
          guarded.close();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
