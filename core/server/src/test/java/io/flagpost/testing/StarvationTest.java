package io.flagpost.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is starved and who is not; an idle event loop stands for one that gets no processor. */
@ExpectedAlarms(from = LogGuard.BLOCKED_EVENT_LOOPS)
@Timeout(60)
class StarvationTest {
  private static final StackTraceElement IN_JAVA = new StackTraceElement("Some", "method", "", 1);
  private static final StackTraceElement NATIVE_READ =
      new StackTraceElement(
          "sun.nio.ch.FileDispatcherImpl", "read0", "FileDispatcherImpl.java", -2);
  private static final StackTraceElement NATIVE_COPY =
      new StackTraceElement("java.lang.System", "arraycopy", "System.java", -2);
  private static final StackTraceElement NATIVE_ALLOCATION =
      new StackTraceElement("jdk.internal.misc.Unsafe", "allocateInstance", "Unsafe.java", -2);
  private static final StackTraceElement NATIVE_DEFINITION =
      new StackTraceElement("java.lang.ClassLoader", "defineClass1", "ClassLoader.java", -2);
  private static final StackTraceElement NATIVE_QUESTION =
      new StackTraceElement("java.lang.Thread", "currentThread", "Thread.java", -2);
  private static final StackTraceElement OF_A_SOCKET =
      new StackTraceElement("sun.nio.ch.SocketDispatcher", "read", "SocketDispatcher.java", 1);

  private final Starvation starvation = Starvation.watching();
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    starvation.close();
    Futures.await(vertx.close());
  }

  @Test
  void whoWaitsIsNotStarved() throws Exception {
    CountDownLatch enough = new CountDownLatch(1);
    Thread loop = busy(enough::await);
    long since = System.currentTimeMillis();
    Patience.until("it waits", () -> loop.getState() == Thread.State.WAITING);
    Patience.until("some time has passed", () -> System.currentTimeMillis() - since > 100);

    assertThat(starvation.explains(loop.getName(), since, List.of(loop.getStackTrace()))).isFalse();
    enough.countDown();
    assertThat(starvation.explains(loop.getName(), since, List.of(IN_JAVA)))
        .as("nor has it been, when it is seen later")
        .isFalse();
  }

  @Test
  void whoRunsForTooLongIsNotStarved() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    long begun = System.currentTimeMillis();
    Thread loop = busy(() -> spinUntil(enough));
    Patience.until("somebody has looked", () -> System.currentTimeMillis() - begun > 100);
    long since = System.currentTimeMillis();

    Patience.until(
        "it has run for too long",
        () -> !starvation.explains(loop.getName(), since, List.of(IN_JAVA)));
    enough.set(true);
  }

  @Test
  void whoReadsAFileIsNotStarvedAndWhoReadsASocketOrCopiesMayBe() throws Exception {
    Thread loop = busy(() -> {});
    Patience.until(
        "it was looked at since it began, for which it may have had to wait",
        () -> starvation.explains(loop.getName(), System.currentTimeMillis(), List.of(IN_JAVA)));
    long since = System.currentTimeMillis();

    assertThat(starvation.explains(loop.getName(), since, List.of(NATIVE_READ, IN_JAVA))).isFalse();
    assertThat(starvation.explains(loop.getName(), since, List.of(NATIVE_READ, OF_A_SOCKET)))
        .isTrue();
    for (StackTraceElement computing :
        List.of(NATIVE_COPY, NATIVE_ALLOCATION, NATIVE_DEFINITION, NATIVE_QUESTION)) {
      assertThat(starvation.explains(loop.getName(), since, List.of(computing, IN_JAVA))).isTrue();
    }
  }

  @Test
  void ofWhoOnlyHasNoProcessorItIsKnownForHowLongItRan() throws Exception {
    Thread loop = busy(() -> {});
    Patience.until(
        "it was looked at since it began, for which it may have had to wait",
        () -> starvation.explains(loop.getName(), System.currentTimeMillis(), List.of(IN_JAVA)));
    long since = System.currentTimeMillis();
    Patience.until("some time has passed", () -> System.currentTimeMillis() - since > 100);

    assertThat(starvation.ranMillis(loop.getName(), since, List.of(IN_JAVA))).hasValue(0);
    assertThat(starvation.ranMillis(loop.getName(), since, List.of(NATIVE_READ))).isEmpty();
    assertThat(starvation.ranMillis("nobody", since, List.of(IN_JAVA))).isEmpty();
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private static void spinUntil(AtomicBoolean enough) {
    while (!enough.get()) {
      Thread.onSpinWait();
    }
  }

  /** An event loop that has begun with this. */
  private Thread busy(Work work) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    Thread[] loop = new Thread[1];
    vertx.runOnContext(
        v -> {
          loop[0] = Thread.currentThread();
          // Tests that run beside this one have event loops, too, and the usual names with them.
          loop[0].setName("vert.x-eventloop-of-this-test");
          begun.countDown();
          try {
            work.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    begun.await();
    return loop[0];
  }
}
