package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The end of a plugin that leaves something behind, or fails to stop, beside a good one. */
class PluginStopTest extends PluginHostFixture {
  /** Of what goes on for good there is no more after a second than after a moment. */
  private static final LaneLimits IMPATIENT =
      new LaneLimits(
          LaneLimits.DEFAULT.threads(),
          LaneLimits.DEFAULT.capacity(),
          LaneLimits.DEFAULT.deadline(),
          LaneLimits.DEFAULT.strikes(),
          LaneLimits.DEFAULT.quarantine(),
          LaneLimits.DEFAULT.longestQuarantine(),
          LaneLimits.DEFAULT.start(),
          Duration.ofMillis(100));

  @BeforeEach
  void aGoodPlugin() throws Exception {
    PluginSource.of("good").check(PluginSource.raising("found")).jarInto(drop);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ends when told         | true  | 0 | new Thread(body, name)
          ignores interrupts     | false | 1 | new Thread(body, name)
          without context loader | false | 1 | without(new Thread(body, name))
          told, without loader   | true  | 0 | without(new Thread(body, name))
          in a group of its own  | false | 1 | without(new Thread(new ThreadGroup("own"), body, name))
          of its own class       | false | 1 | without(new Thread(top(), body, name) { })
          with a loader on top   | false | 1 | with(new Thread(top(), body, name))
          """)
  void threadsThatAPluginLeavesBehindAreInterruptedThenCounted(
      String name, boolean obedient, int leaked, String made) throws Exception {
    String thread = "bad-background-" + UUID.randomUUID();
    leavingBehind(thread, obedient, made).jarInto(drop);
    PluginHost host = openWaitingFor(obedient);
    Files.delete(drop.resolve("bad.jar"));

    rescan(host);

    assertThat(host.leakedThreads()).as(name).isEqualTo(leaked);
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(each -> each.getName().equals(thread))
        .hasSize(leaked)
        .allMatch(Thread::isDaemon);
    assertThat(codes(judge(host))).containsExactly("good/found");
  }

  /**
   * A plugin that starts a thread.
   *
   * @param obedient whether an interrupt ends it
   * @param made how it makes the thread, in Java
   */
  private static PluginSource leavingBehind(String thread, boolean obedient, String made) {
    return PluginSource.of("bad")
        .member(
            """
            static Thread without(Thread thread) {
              thread.setContextClassLoader(null);
              return thread;
            }
            static Thread with(Thread thread) {
              thread.setContextClassLoader(new java.net.URLClassLoader(
                  new java.net.URL[0], Main.class.getClassLoader()));
              return thread;
            }
            static ThreadGroup top() {
              return Thread.currentThread().getThreadGroup().getParent();
            }
            """)
        .start(
            """
            String name = "THREAD";
            Runnable body = () -> {
              while (true) {
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  if (OBEDIENT) return;
                }
              }
            };
            MADE.start();
            return List.of(new Check());
            """
                .replace("OBEDIENT", String.valueOf(obedient))
                .replace("THREAD", thread)
                .replace("MADE", made));
  }

  @Test
  void threadsThatAnOldVersionLeavesBehindAreToldOfTheNewOne() throws Exception {
    PluginSource.of("bad")
        .check(
            "context.lookups().product(\"running\");"
                + "while (true) { try { new CountDownLatch(1).await(); }"
                + " catch (InterruptedException e) { } }")
        .stop(
            "java.nio.file.Files.createFile(java.nio.file.Path.of(\""
                + folder.resolve("stopped")
                + "\"));")
        .jarInto(drop);
    PluginHost host = open();
    CompletableFuture<CatalogResult> result = begin(host);
    asked.awaitQuestion("running");
    timer.advance(LaneLimits.DEFAULT.deadline());
    get(result);
    PluginSource.of("bad").version("1.2.4").jarInto(drop);

    rescan(host);

    PluginStatus status = status(host, "bad.jar");
    assertThat(status.version()).isEqualTo("1.2.4");
    assertThat(status.leakedThreads()).isEqualTo(1);
    assertThat(folder.resolve("stopped")).as("stopped on a thread more").exists();
    assertThat(judge(host).pending()).isEmpty();
  }

  @Test
  void aPluginThatFailsToStopKeepsNobodyFromStopping() throws Exception {
    PluginSource.of("bad").stop("throw new NoClassDefFoundError();").jarInto(drop);
    PluginHost host = open();

    host.close();

    assertThat(folder.resolve("run")).isEmptyDirectory();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          exception           | throw new Exception("busy");
          linkage error       | throw new NoClassDefFoundError();
          hangs               | new CountDownLatch(1).await();
          ignores interrupts  | while (true) { try { new CountDownLatch(1).await(); } catch (InterruptedException e) { } }
          """)
  void aPluginThatFailsToStopIsRemovedAllTheSame(String name, String body) throws Exception {
    boolean obedient = !name.startsWith("ignores");
    PluginSource.of("bad").stop(body).jarInto(drop);
    PluginHost host = openWaitingFor(obedient);
    Files.delete(drop.resolve("bad.jar"));

    assertThat(rescan(host)).as(name).extracting(PluginStatus::id).containsExactly("good");

    assertThat(judge(host).pending()).isEmpty();
    assertThat(host.leakedThreads()).isEqualTo(obedient ? 0 : 1);
  }

  /** A host that gives plugins time to stop, if there is something to wait for. */
  private PluginHost openWaitingFor(boolean obedient) {
    return open(options().withLimits(obedient ? LaneLimits.DEFAULT : IMPATIENT));
  }
}
