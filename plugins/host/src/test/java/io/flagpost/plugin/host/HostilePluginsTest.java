package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.testing.Patience;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One plugin per way of going wrong, each beside a good one that must not notice. */
class HostilePluginsTest extends PluginHostFixture {

  @BeforeEach
  void aGoodPlugin() throws Exception {
    PluginSource.of("good").check(PluginSource.raising("found")).jarInto(drop);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          throws                  | throw new IllegalStateException("secret");
          checked exception       | throw Main.<RuntimeException>sneak(new Exception());
          linkage error           | throw new NoClassDefFoundError("gone");
          stack overflow          | return check(telemetry, context);
          assertion error         | throw new AssertionError();
          out of memory, claimed  | throw new OutOfMemoryError();
          null                    | return null;
          stage of null           | return CompletableFuture.completedStage(null);
          list with null          | return CompletableFuture.completedStage(Arrays.asList(flag("a"), null));
          failed stage            | return CompletableFuture.failedStage(new Exception());
          cancelled stage         | var f = new CompletableFuture<List<Flag>>(); f.cancel(true); return f;
          wrong element type      | return CompletableFuture.completedStage((List) List.of("text"));
          flood of flags          | return CompletableFuture.completedStage(Collections.nCopies(1_000_000_000, flag("a")));
          invalid flag            | return CompletableFuture.completedStage(List.of(flag("Not Snake")));
          oversized evidence      | return CompletableFuture.completedStage(List.of(new Flag("a", Severity.LOW, "b", Map.of("c", "x".repeat(10_000)))));
          throwing exception      | throw new RuntimeException() { public String getMessage() { throw this; } public StackTraceElement[] getStackTrace() { throw this; } };
          interrupts itself       | Thread.currentThread().interrupt(); throw new IllegalStateException();
          """)
  void aCheckThatGoesWrongIsPendingAndInTheEndQuarantined(String name, String body)
      throws Exception {
    PluginSource.of("bad").check(body).jarInto(drop);
    PluginHost host = open();

    CatalogResult result = judge(host);

    assertThat(result.pending()).as(name).containsExactly("bad/probe");
    assertThat(codes(result)).containsExactly("good/found");
    assertThat(status(host, "bad.jar").counts().faults()).isEqualTo(1);
    for (int i = 1; i < LaneLimits.DEFAULT.strikes(); i++) {
      assertThat(judge(host).pending()).containsExactly("bad/probe");
    }
    assertThat(status(host, "bad.jar").state()).isEqualTo(PluginStatus.State.QUARANTINED);
    assertThat(status(host, "good.jar").state()).isEqualTo(PluginStatus.State.RUNNING);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          exception     | throw new IllegalStateException("no disk");      | no disk
          linkage error | throw new NoClassDefFoundError("gone");          | gone
          overflow      | new Main();                                      | StackOverflowError
          """)
  void aPluginThatFailsToBeMadeIsRefused(String name, String body, String reason) throws Exception {
    // Never constant, so that the compiler lets the constructor end.
    PluginSource.of("bad")
        .constructor("if (System.nanoTime() != 1) { " + body + " }")
        .jarInto(drop);

    assertRefused("bad.jar", reason);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          exception     | throw new Exception("no disk");                       | no disk
          linkage error | throw new NoClassDefFoundError("gone");               | gone
          null          | return null;                                          | no checks
          no checks     | return List.of();                                     | no checks
          same check    | return List.of(new Check(), new Check());             | two checks with the id
          null check    | return Arrays.asList((RedFlagCheck) null);            | NullPointer
          """)
  void aPluginThatFailsToStartIsRefused(String name, String body, String reason) throws Exception {
    PluginSource.of("bad").start(body).jarInto(drop);

    assertRefused("bad.jar", reason);
  }

  @Test
  void aPluginThatDoesNotFinishStartingIsRefused() throws Exception {
    PluginSource.of("bad").start("new CountDownLatch(1).await(); return null;").jarInto(drop);

    PluginHost host = open(options().withLimits(withStart(Duration.ofSeconds(1))));

    assertThat(status(host, "bad.jar").reason()).contains("did not start");
    assertThat(codes(judge(host))).containsExactly("good/found");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Plugin-Id           |                   | Plugin-Id
          Plugin-Id           | Über              | Plugin-Id
          Plugin-Version      |                   | Plugin-Version
          Plugin-Version      | latest            | Plugin-Version
          Plugin-Class        |                   | Plugin-Class
          Plugin-Class        | bad.Missing       | bad.Missing is not in the file
          Plugin-Class        | java.lang.Object  | does not implement
          Plugin-Requires     |                   | Plugin-Requires
          Plugin-Requires     | not a range       | Plugin-Requires
          Plugin-Requires     | >=2.0.0           | requires version
          Plugin-Requires     | 1.999.0           | requires version
          Plugin-Dependencies | good              | Plugin-Dependencies
          """)
  void aPluginWithABadDescriptorIsRefused(String attribute, String value, String reason)
      throws Exception {
    PluginSource source = PluginSource.of("bad");
    (value == null ? source.without(attribute) : source.manifest(attribute, value)).jarInto(drop);

    assertRefused("bad.jar", reason);
  }

  @Test
  void aCorruptJarIsRefused() throws Exception {
    Files.writeString(drop.resolve("bad.jar"), "PK, but not really");

    assertRefused("bad.jar", "cannot be read");
  }

  @Test
  void aJarThatIsCutShortIsRefused() throws Exception {
    byte[] whole = Files.readAllBytes(PluginSource.of("bad").jarInto(drop));
    Files.write(drop.resolve("bad.jar"), Arrays.copyOf(whole, whole.length / 2));

    assertRefused("bad.jar", "cannot be read");
  }

  @Test
  void anAlteredClassFileIsRefused() throws Exception {
    PluginSource.of("bad").bringing("bad/Main.class", new byte[] {1, 2, 3}).jarInto(drop);

    assertRefused("bad.jar", "ClassFormatError");
  }

  @Test
  void theSecondPluginWithAnIdIsRefused() throws Exception {
    Files.move(
        PluginSource.of("good").check(PluginSource.raising("other")).jarInto(folder),
        drop.resolve("zzz.jar"));

    assertRefused("zzz.jar", "duplicate id");
  }

  @Test
  void theSameFileUnderAnotherNameIsRefused() throws Exception {
    Files.copy(drop.resolve("good.jar"), drop.resolve("zzz.jar"));

    assertRefused("zzz.jar", "the same file");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hangs               | false | try { new CountDownLatch(1).await(); } catch (InterruptedException e) { } return null;
          ignores interrupts  | true  | while (true) { try { new CountDownLatch(1).await(); } catch (InterruptedException e) { } }
          never answers       | false | return new CompletableFuture<>();
          """)
  void aCheckThatDoesNotAnswerIsPendingAtTheDeadlineAndThenQuarantined(
      String name, boolean stuck, String body) throws Exception {
    PluginSource.of("bad")
        .check("context.lookups().product(telemetry.recordId().toString()); " + body)
        .jarInto(drop);
    PluginHost host = open();

    for (int i = 0; i < LaneLimits.DEFAULT.strikes(); i++) {
      assertThat(status(host, "bad.jar").state()).isEqualTo(PluginStatus.State.RUNNING);
      Telemetry record = record();
      CompletableFuture<CatalogResult> result =
          host.catalog().check(record, asked).toCompletableFuture();
      if (i == 0 || !stuck) {
        asked.awaitQuestion(record.recordId().toString());
      }
      long answers = i + 1L;
      Patience.until("the good one has answered", () -> answers(host, "good.jar") == answers);
      timer.advance(LaneLimits.DEFAULT.deadline());
      assertThat(get(result).pending()).as(name).containsExactly("bad/probe");
    }

    assertThat(status(host, "bad.jar").state()).isEqualTo(PluginStatus.State.QUARANTINED);
    assertThat(get(begin(host)).pending()).as("at once").containsExactly("bad/probe");
  }

  private void assertRefused(String file, String reason) {
    PluginHost host = open();
    PluginStatus status = status(host, file);

    assertThat(status.state()).isEqualTo(PluginStatus.State.REFUSED);
    assertThat(status.reason()).contains(reason);
    assertThat(codes(judge(host))).containsExactly("good/found");
  }
}
