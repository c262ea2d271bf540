package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Patience;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each check is blamed for, what it is not, and what is said of it. */
class CheckConductTest extends PluginHostFixture {
  private static final LaneLimits LIMITS = LaneLimits.DEFAULT;
  private static final String UNDECIDED =
      "throw new UndecidedException(\"our service\\nis down\", java.time.Duration.ofMinutes(5));";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          thrown         | throw undecided();
          failed stage   | return CompletableFuture.failedStage(undecided());
          wrapped        | return CompletableFuture.failedStage(new CompletionException(undecided()));
          derived        | return CompletableFuture.completedStage(1).thenApply(x -> { throw undecided(); });
          """)
  void aCheckThatIsUndecidedIsPendingAndNotAtFault(String name, String body) throws Exception {
    PluginSource.of("acme")
        .member(
            "static RuntimeException undecided() { return new UndecidedException(\"down\","
                + " java.time.Duration.ofMinutes(5)); }")
        .check(body)
        .jarInto(drop);
    PluginHost host = open();

    for (int i = 0; i < 3 * LIMITS.strikes(); i++) {
      CatalogResult result = judge(host);
      assertThat(result.pending()).as(name).containsExactly("acme/probe");
      assertThat(result.undecided()).isEqualTo(Map.of("acme/probe", Duration.ofMinutes(5)));
    }

    PluginStatus status = status(host, "acme.jar");
    assertThat(status.state()).isEqualTo(PluginStatus.State.RUNNING);
    assertThat(status.counts().faults()).isZero();
    assertThat(status.counts().undecided()).isEqualTo(3L * LIMITS.strikes());
  }

  @Test
  void aQuarantinedCheckThatIsUndecidedProvesNothingAndIsAskedAboutTheNextRecord()
      throws Exception {
    PluginSource.of("acme")
        .member("static int asked;")
        .check(
            "asked++; if (asked <= 5) throw new IllegalStateException();"
                + "if (asked <= 7) "
                + UNDECIDED
                + PluginSource.raising("seen"))
        .jarInto(drop);
    PluginHost host = open();
    for (int i = 0; i < LIMITS.strikes(); i++) {
      judge(host);
    }
    timer.advance(LIMITS.quarantine());

    assertThat(judge(host).undecided()).containsOnlyKeys("acme/probe");
    assertThat(status(host, "acme.jar").state()).isEqualTo(PluginStatus.State.QUARANTINED);
    assertThat(judge(host).undecided()).containsOnlyKeys("acme/probe");

    assertThat(codes(judge(host))).containsExactly("acme/seen");
    assertThat(status(host, "acme.jar").state()).isEqualTo(PluginStatus.State.RUNNING);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          throws          | false | throw new IllegalStateException();
          null            | false | return null;
          never answers   | true  | context.lookups().product(telemetry.recordId().toString()); return new CompletableFuture<>();
          hangs           | true  | context.lookups().product(telemetry.recordId().toString()); try { new CountDownLatch(1).await(); } catch (InterruptedException e) { } return null;
          """)
  void aCheckAtFaultDoesNotTakeThePluginsSoundOnesWithIt(String name, boolean late, String body)
      throws Exception {
    twoChecks(body);
    PluginHost host = open();

    for (int i = 0; i < LIMITS.strikes(); i++) {
      var record = record();
      CompletableFuture<CatalogResult> result =
          host.catalog().check(record, asked).toCompletableFuture();
      if (late) {
        asked.awaitQuestion(record.recordId().toString());
        timer.advance(LIMITS.deadline());
      }
      assertThat(get(result).pending()).as(name).contains("acme/bad");
    }
    PluginStatus status = status(host, "acme.jar");
    assertThat(status.state()).isEqualTo(PluginStatus.State.QUARANTINED);
    assertThat(status.reason()).startsWith("check acme/bad failed repeatedly: ");

    CatalogResult result = judge(host);

    assertThat(result.pending()).containsExactly("acme/bad");
    assertThat(codes(result)).containsExactly("acme/found");
  }

  @Test
  void aCheckThatNeverComesBackLeavesTheOthersPendingAtOnceUntilItDoes() throws Exception {
    twoChecks(
        "context.lookups().product(\"running\");"
            + "boolean[] back = {false};"
            + "while (!System.getProperties().containsKey(\"acme-back\")) {"
            + "  try { Thread.sleep(1); } catch (InterruptedException e) { } } return null;");
    PluginHost host = open();
    try {
      for (int i = 0; i < LIMITS.strikes(); i++) {
        CompletableFuture<CatalogResult> result = begin(host);
        asked.awaitQuestion("running");
        timer.advance(LIMITS.deadline());
        assertThat(get(result).pending()).containsExactly("acme/bad", "acme/good");
      }
      assertThat(begin(host))
          .isCompletedWithValue(new CatalogResult(List.of(), List.of("acme/bad", "acme/good")));
    } finally {
      System.setProperty("acme-back", "");
    }

    Patience.until("the good one is asked again", () -> codes(judge(host)).contains("acme/found"));
    System.clearProperty("acme-back");
  }

  @Test
  void whatTheContractRefusedIsSaidWithTheLineOfThePluginThatDidIt() throws Exception {
    PluginSource.of("acme")
        .check(
            "return CompletableFuture.completedStage(List.of(new Flag(\"Not Snake\","
                + " Severity.LOW, \"b\", Map.of())));")
        .jarInto(drop);

    assertThat(reasonOfQuarantine())
        .contains("IllegalArgumentException: code is not lower snake case")
        .contains(", at acme.Main$Check.check(Main.java:");
  }

  @Test
  void whatTheHostRefusedIsSaidToo() throws Exception {
    PluginSource.of("acme")
        .check(
            "for (int i = 0; i < 64; i++) context.lookups().product(\"1\");"
                + "return context.lookups().product(\"1\").thenApply(found -> List.of());")
        .jarInto(drop);

    assertThat(reasonOfQuarantine()).contains("more than 64 look-ups for one record");
  }

  @Test
  void whatThePluginOrTheJdkSaysOfARecordIsNotRepeated() throws Exception {
    PluginSource.of("acme").check("Integer.parseInt(\"secret\"); return null;").jarInto(drop);

    assertThat(reasonOfQuarantine())
        .contains("java.lang.NumberFormatException, at acme.Main$Check.check(Main.java:")
        .doesNotContain("secret");
  }

  @Test
  void aPluginWithMoreChecksThanThereIsRoomForIsRefusedWithASentence() throws Exception {
    PluginSource.of("many")
        .start(
            "List<RedFlagCheck> made = new ArrayList<>();"
                + "for (int i = 0; i < 5000; i++) { int n = i;"
                + " made.add(new Check() { public String id() { return \"c\" + n; } }); }"
                + "return made;")
        .jarInto(drop);
    PluginSource.of("most")
        .start(
            "List<RedFlagCheck> made = new ArrayList<>();"
                + "for (int i = 0; i < 64; i++) { int n = i;"
                + " made.add(new Check() { public String id() { return \"c\" + n; } }); }"
                + "return made;")
        .check(PluginSource.raising("seen"))
        .jarInto(drop);
    PluginHost host = open();

    assertThat(status(host, "many.jar").reason()).contains("more than 64 checks");
    assertThat(codes(judge(host))).hasSize(64).containsOnly("most/seen");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Probe | the id of check 2 of its list is malformed: at most 64 lower-case letters
          probe | has two checks with the id probe
          """)
  void whatIsWrongWithTheIdOfACheckIsSaid(String id, String reason) throws Exception {
    PluginSource.of("acme")
        .start(
            "return List.of(new Check(), new Check() { public String id() { return \""
                + id
                + "\"; } });")
        .jarInto(drop);

    assertThat(status(open(), "acme.jar").reason()).contains(reason);
  }

  @Test
  void aTextOfAVendorsIsOneBoundedPlainLine() {
    assertThat(VendorText.of("down\r\n\u001b[2J\u202Eevil\u0000é𝄞"))
        .isEqualTo("down\\u{d}\\u{a}\\u{1b}[2J\\u{202e}evil\\u{0}é𝄞");
    assertThat(VendorText.of("x".repeat(1_000_000))).hasSizeLessThan(400).endsWith("…");
  }

  private void twoChecks(String bad) throws Exception {
    PluginSource.of("acme")
        .start(
            """
            return List.of(
                new Check() {
                  public String id() { return "bad"; }
                  public CompletionStage<List<Flag>> check(Telemetry telemetry, CheckContext context) {
                    BODY
                  }
                },
                new Check() { public String id() { return "good"; } });
            """
                .replace("BODY", bad))
        .check(PluginSource.raising("found"))
        .jarInto(drop);
  }

  private String reasonOfQuarantine() {
    PluginHost host = open();
    for (int i = 0; i < LIMITS.strikes(); i++) {
      judge(host);
    }
    assertThat(status(host, "acme.jar").state()).isEqualTo(PluginStatus.State.QUARANTINED);
    return status(host, "acme.jar").reason();
  }
}
