package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.PluginStatus.State;
import io.flagpost.testing.Patience;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plugins that end the process, in processes of their own that do nothing but open a host. */
class EndOfProcessTest extends PluginHostFixture {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          halts while it is loaded  | static { Runtime.getRuntime().halt(7); } |                               | started
          halts in its start        |                                          | Runtime.getRuntime().halt(7); | started
          exits in its start        |                                          | System.exit(7);               | asked
          """)
  void afterTwoSuchStartsTheOthersStartWithoutIt(
      String how, String member, String start, String during) throws Exception {
    PluginSource.of("good").jarInto(drop);
    Path bad =
        PluginSource.of("bad")
            .member(member == null ? "" : member)
            .start((start == null ? "" : start) + "return List.of(new Check());")
            .jarInto(drop);

    assertThat(runProcess("")).as(how).contains("Starting plugin bad 1.2.3 from bad.jar");
    assertThat(runProcess("")).doesNotContain("running");
    String third = runProcess("");

    assertThat(third).contains("good.jar running", "bad.jar crashed not started", during);
    assertThat(third).contains("flagpost plugins enable bad");

    Files.setLastModifiedTime(bad, FileTime.fromMillis(1_000));
    assertThat(runProcess("")).as("touched").doesNotContain("running");
  }

  @Test
  void oneThatHaltsAtItsFirstRecordIsLeftOutToo() throws Exception {
    PluginSource.of("good").jarInto(drop);
    PluginSource.of("bad").check("Runtime.getRuntime().halt(7); return null;").jarInto(drop);

    assertThat(runProcess("warm")).doesNotContain("running");
    assertThat(runProcess("warm")).contains("while plugin bad").doesNotContain("running");

    assertThat(runProcess("warm")).contains("good.jar running", "given its first record");
  }

  @Test
  void oneThatExitsInACheckIsNamedAtOnce() throws Exception {
    PluginSource.of("bad")
        .check("new Thread(() -> System.exit(7)).start(); return new CompletableFuture<>();")
        .jarInto(drop);

    assertThat(runProcess("warm")).contains("Plugin bad 1.2.3", "it called System.exit, in bad.");
    assertThat(runProcess("warm")).contains("it called System.exit");

    assertThat(runProcess("warm")).contains("bad.jar crashed");
  }

  @Test
  void whoseCodeRanWhenTheProcessEndedIsNamedByTheNext() throws Exception {
    PluginSource.of("bad")
        .check(
            "if (telemetry.licenseKey().isEmpty()) return CompletableFuture.completedStage(List.of());"
                + " Runtime.getRuntime().halt(7); return null;")
        .jarInto(drop);

    assertThat(runProcess("judge")).doesNotContain("running");

    assertThat(runProcess("")).contains("while code of these ran: bad", "bad.jar running");
    assertThat(runProcess("")).as("ended well").doesNotContain("while code of these ran");
  }

  @Test
  void aPluginThatIsEnabledAgainIsTriedAgain() throws Exception {
    PluginSource.of("bad").start("Runtime.getRuntime().halt(7); return null;").jarInto(drop);
    Path harmless = folder.resolve("harmless");
    PluginSource.of("bad")
        .start(
            "if (!java.nio.file.Files.exists(java.nio.file.Path.of(\""
                + harmless
                + "\"))) Runtime.getRuntime().halt(7); return List.of(new Check());")
        .jarInto(drop);
    runProcess("");
    runProcess("");
    PluginHost host = open();
    assertThat(status(host, "bad.jar").state()).isEqualTo(State.CRASHED);
    rescan(host);
    assertThat(status(host, "bad.jar").state()).isEqualTo(State.CRASHED);
    Files.createFile(harmless);

    host.enable("bad").toCompletableFuture().join();

    assertThat(status(host, "bad.jar").state()).isEqualTo(State.RUNNING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a signal", "another plugin"})
  void whoeverIsBeingStartedWhenSomebodyElseEndsTheProcessHasNotCrashed(String by)
      throws Exception {
    Path met = folder.resolve("met");
    Path harmless = folder.resolve("harmless");
    putSlowToStart(met, harmless);
    if (by.equals("another plugin")) {
      putWhatEndsTheProcess(met);
    }
    for (int i = 0; i < 2; i++) {
      endWhileItIsBeingStarted(met, by.equals("a signal"));
    }
    Files.createFile(harmless);
    Files.createFile(met);

    assertThat(runProcess("")).contains("slow.jar running").doesNotContain("while plugin slow");
  }

  /** A plugin whose start says that it was met, and does not end but when it is harmless. */
  private void putSlowToStart(Path met, Path harmless) throws Exception {
    PluginSource.of("slow")
        .start(
            "try { if (!java.nio.file.Files.exists(java.nio.file.Path.of(\""
                + harmless
                + "\"))) { java.nio.file.Files.createFile(java.nio.file.Path.of(\""
                + met
                + "\")); new CountDownLatch(1).await(); } }"
                + " catch (Exception e) { throw new IllegalStateException(e); }"
                + " return List.of(new Check());")
        .jarInto(drop);
  }

  private void putWhatEndsTheProcess(Path met) throws Exception {
    PluginSource.of("bad")
        .start(
            "new Thread(() -> { while (!java.nio.file.Files.exists(java.nio.file.Path.of(\""
                + met
                + "\"))) Thread.onSpinWait(); System.exit(7); }).start();"
                + " return List.of(new Check());")
        .jarInto(drop);
  }

  private void endWhileItIsBeingStarted(Path met, boolean bySignal) throws Exception {
    Path output = Files.createTempFile(folder, "process", ".out");
    Process process = start("", output);
    try {
      Patience.until("it is being started", () -> Files.exists(met));
      if (bySignal) {
        process.destroy();
      }
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("the process ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    Files.delete(met);
  }

  /** Opens a host in a process of its own, prints what runs, and closes it. */
  private String runProcess(String what) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "process", ".out");
    Process process = start(what, output);
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("the process ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  private Process start(String what, Path output) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", // it ends too soon for the second compiler
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
            "-cp",
            System.getProperty("java.class.path"),
            EndOfProcess.class.getName(),
            drop.toString(),
            folder.resolve("run").toString(),
            what)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }
}
