package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LaneTest extends PluginHostFixture {
  private static final Duration DEADLINE = LaneLimits.DEFAULT.deadline();

  /** Says that it runs, then waits as long as it is let. */
  private static final String HANG =
      """
      context.lookups().product("running");
      try { new CountDownLatch(1).await(); } catch (InterruptedException e) { }
      """
          + PluginSource.raising("late");

  private static final String HANG_FOR_GOOD =
      """
      context.lookups().product("running");
      while (true) {
        try { new CountDownLatch(1).await(); } catch (InterruptedException e) { }
      }
      """;

  /** Flags the thread that the answer arrives on. */
  private static final String THREAD_OF_ANSWER =
      """
      return context.lookups().license("key").thenApply(found -> List.of(
          flag("seen").with("thread", Thread.currentThread().getName())));
      """;

  @Test
  void aCheckWithoutAnswerByTheDeadlineIsPending() throws Exception {
    PluginSource.of("acme").check(HANG).jarInto(drop);
    PluginHost host = open();
    CompletableFuture<CatalogResult> result = begin(host);
    asked.awaitQuestion("running");

    timer.advance(DEADLINE.minusNanos(1));
    assertThat(result).isNotDone();
    timer.advance(Duration.ofNanos(1));

    assertThat(get(result).pending()).containsExactly("acme/probe");
    assertThat(status(host, "acme.jar").counts().timeouts()).isEqualTo(1);
  }

  @Test
  void aLateAnswerIsThrownAway() throws Exception {
    PluginSource.of("acme").check(THREAD_OF_ANSWER).jarInto(drop);
    PluginHost host = open();
    CompletableFuture<CatalogResult> result = begin(host);

    timer.advance(DEADLINE);
    asked.answer("key").complete(Optional.empty());

    assertThat(get(result).pending()).containsExactly("acme/probe");
    assertThat(get(result).findings()).isEmpty();
    assertThat(codes(judge(host))).containsExactly("acme/seen");
  }

  @Test
  void theInterruptAtTheDeadlineFreesTheThreadForTheNextRecord() throws Exception {
    PluginSource.of("acme")
        .check(
            "if (telemetry.recordId().equals(new UUID(0, 1))) {"
                + HANG
                + "} else {"
                + PluginSource.raising("fine")
                + "}")
        .jarInto(drop);
    PluginHost host = open();
    CompletableFuture<CatalogResult> stuck =
        host.catalog()
            .check(Telemetry.builder(new UUID(0, 1), Instant.EPOCH).build(), asked)
            .toCompletableFuture();
    asked.awaitQuestion("running");

    timer.advance(DEADLINE);

    assertThat(get(stuck).pending()).containsExactly("acme/probe");
    assertThat(codes(judge(host))).containsExactly("acme/fine");
  }

  @Test
  void aThreadThatIgnoresInterruptsHoldsUpNobodyAndIsNamedAndADaemon() throws Exception {
    PluginSource.of("acme").check(HANG_FOR_GOOD).jarInto(drop);
    PluginHost host = open();
    CompletableFuture<CatalogResult> result = begin(host);
    asked.awaitQuestion("running");

    timer.advance(DEADLINE);
    assertThat(get(result).pending()).containsExactly("acme/probe");
    host.close();

    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().startsWith("plugin-acme-"))
        .isNotEmpty()
        .allMatch(Thread::isDaemon);
  }

  @Test
  void whatArrivesDuringAHandOverIsTheNextOne() throws Exception {
    PluginSource.of("acme")
        .check(
            """
            context.lookups().product("running");
            try {
              context.lookups().license("key").toCompletableFuture().get();
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
            """
                + PluginSource.raising("seen"))
        .jarInto(drop);
    PluginHost host = open();
    List<CompletableFuture<CatalogResult>> results = new ArrayList<>(List.of(begin(host)));
    asked.awaitQuestion("running");
    for (int i = 0; i < 100; i++) {
      results.add(begin(host));
    }

    asked.answer("key").complete(Optional.empty());

    results.forEach(result -> assertThat(codes(get(result))).containsExactly("acme/seen"));
    assertThat(status(host, "acme.jar").counts().records()).isEqualTo(101);
    assertThat(status(host, "acme.jar").counts().batches()).isEqualTo(2);
  }

  @Test
  void beyondItsCapacityRecordsAreNotHandedOver() throws Exception {
    PluginSource.of("acme").check(THREAD_OF_ANSWER).jarInto(drop);
    PluginHost host = open(options().withLimits(withCapacity(2)));
    CompletableFuture<CatalogResult> first = begin(host);
    CompletableFuture<CatalogResult> second = begin(host);

    CompletableFuture<CatalogResult> third = begin(host);

    assertThat(third).isCompletedWithValue(new CatalogResult(List.of(), List.of("acme/probe")));
    asked.answer("key").complete(Optional.empty());
    assertThat(codes(get(first))).containsExactly("acme/seen");
    assertThat(codes(get(second))).containsExactly("acme/seen");
    assertThat(status(host, "acme.jar").counts().shed()).isEqualTo(1);
    assertThat(codes(judge(host))).containsExactly("acme/seen");
  }

  @Test
  void anAnswerThatComesLaterContinuesOnThePluginsThread() throws Exception {
    PluginSource.of("acme").check(THREAD_OF_ANSWER).jarInto(drop);
    CompletableFuture<CatalogResult> result = begin(open());

    asked.answer("key").complete(Optional.empty());

    assertThat(get(result).findings())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.flag().evidence()).containsEntry("thread", "plugin-acme-1"));
  }

  @Test
  void aPluginMayWaitForWhatItDerivedFromAnAnswer() throws Exception {
    PluginSource.of("acme")
        .check(
            """
            context.lookups().product("running");
            String code = context.lookups().license("key")
                .thenApply(found -> found.isPresent() ? "there" : "gone")
                .thenApplyAsync(String::toString)
                .toCompletableFuture().join();
            return CompletableFuture.completedStage(List.of(flag(code)));
            """)
        .jarInto(drop);
    CompletableFuture<CatalogResult> result = begin(open());
    asked.awaitQuestion("running");

    asked.answer("key").complete(Optional.empty());

    assertThat(codes(get(result))).containsExactly("acme/gone");
  }

  @Test
  void aBlockingCheckWaitsInStraightCode() throws Exception {
    PluginSource.of("acme")
        .start(
            """
            return List.of(new BlockingRedFlagCheck() {
              public String id() { return "blocking"; }
              protected List<Flag> judge(Telemetry telemetry, CheckContext context)
                  throws Exception {
                return await(context.lookups().license("key")).isPresent()
                    ? List.of() : List.of(flag("gone"));
              }
            });
            """)
        .jarInto(drop);
    CompletableFuture<CatalogResult> result = begin(open());

    asked.answer("key").complete(Optional.empty());

    assertThat(codes(get(result))).containsExactly("acme/gone");
  }

  @Test
  void aLookupThatFailsLeavesTheCheckPendingAndIsNotThePluginsFault() throws Exception {
    PluginSource.of("acme")
        .check("return context.lookups().activation(\"key\", \"a\").thenApply(x -> List.of());")
        .jarInto(drop);
    PluginSource.of("beta")
        .check("return context.lookups().productVersion(\"1\", \"1\").thenApply(x -> List.of());")
        .jarInto(drop);
    PluginHost host = open();

    for (int i = 0; i < 20; i++) {
      assertThat(judge(host).pending()).containsExactly("acme/probe", "beta/probe");
    }

    assertThat(host.plugins())
        .extracting(PluginStatus::state)
        .containsOnly(PluginStatus.State.RUNNING);
    assertThat(status(host, "acme.jar").counts().faults()).isZero();
  }

  @Test
  void aLookupWithoutAnswerByTheDeadlineIsNotThePluginsFault() throws Exception {
    PluginSource.of("acme")
        .check(
            "CompletionStage<?> answer = context.lookups().license(\"key\");"
                + "context.lookups().product(telemetry.recordId().toString());"
                + "return answer.thenApply(found -> List.of());")
        .jarInto(drop);
    PluginHost host = open();

    for (int i = 0; i < 20; i++) {
      Telemetry record = record();
      CompletableFuture<CatalogResult> result =
          host.catalog().check(record, asked).toCompletableFuture();
      asked.awaitQuestion(record.recordId().toString());
      timer.advance(DEADLINE);
      assertThat(get(result).pending()).containsExactly("acme/probe");
    }

    assertThat(status(host, "acme.jar").state()).isEqualTo(PluginStatus.State.RUNNING);
  }

  @Test
  void moreLookupsForOneRecordThanAnybodyNeedsFail() throws Exception {
    PluginSource.of("acme")
        .check(
            """
            for (int i = 0; i < 64; i++) context.lookups().product("1");
            return context.lookups().product("1").thenApply(found -> List.of());
            """)
        .jarInto(drop);

    assertThat(judge(open()).pending()).containsExactly("acme/probe");
  }

  @Test
  void closingLeavesPendingWhatHasNoAnswer() throws Exception {
    PluginSource.of("acme").check(THREAD_OF_ANSWER).jarInto(drop);
    PluginHost host = open();
    CompletableFuture<CatalogResult> result = begin(host);

    host.close();

    assertThat(get(result).pending()).containsExactly("acme/probe");
  }
}
