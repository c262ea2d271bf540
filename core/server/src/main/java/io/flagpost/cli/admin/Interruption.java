package io.flagpost.cli.admin;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets a command end in good order when its process is told to end (Ctrl-C, SIGTERM): what it waits
 * for is closed, and the process ends once the command has.
 */
final class Interruption implements AutoCloseable {
  /** Then the process ends whatever the command does. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::request, "interruption");
  private @Nullable Closeable waitedFor;

  private Interruption() {}

  /** For the command that runs now. */
  static Interruption ofThisProcess() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  private void request() {
    requested.countDown();
    closeWhatIsWaitedFor();
    try {
      if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return; // what was written so far is found by the next run
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the process is to end. Any thread. */
  boolean isRequested() {
    return requested.getCount() == 0;
  }

  /** What the command waits for from now on. */
  void waitingFor(Closeable stream) {
    synchronized (this) {
      waitedFor = stream;
    }
    if (isRequested()) {
      closeWhatIsWaitedFor();
    }
  }

  private synchronized void closeWhatIsWaitedFor() {
    Closeable stream = waitedFor;
    if (stream == null) {
      return;
    }
    try {
      stream.close();
    } catch (IOException e) {
      throw new IllegalStateException("a stream of the JDK's HTTP client closes", e);
    }
  }

  /** Waits so long, or until the process is to end. */
  void pause(Duration time) throws InterruptedException {
    if (requested.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
      return; // the caller looks
    }
  }

  /** The command has ended. */
  @Override
  public void close() {
    ended.countDown();
    if (!isRequested()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        return; // the process is ending this very moment, and the hook has nothing to wait for
      }
    }
  }
}
