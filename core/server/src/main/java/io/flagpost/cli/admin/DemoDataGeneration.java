package io.flagpost.cli.admin;

import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.ConfigOptions;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.demo.DemoDataPlan;
import io.flagpost.demo.DemoDataProgress;
import io.flagpost.demo.DemoDataRefusedException;
import io.flagpost.demo.DemoDataSummary;
import io.flagpost.node.Gateway;
import io.flagpost.node.StartException;
import io.flagpost.node.config.InvalidConfigException;
import io.flagpost.node.config.Mode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * Generates records in the database of a demo, by a whole gateway that listens for nobody: what
 * receives, judges and counts them is what does so in production. Blocking.
 */
final class DemoDataGeneration {
  /** Any free ports of this machine. */
  private static final Map<String, String> FOR_NOBODY =
      Map.of(
          "http.host", "127.0.0.1", "http.port", "0", "admin.host", "127.0.0.1", "admin.port", "0");

  private static final long PAUSE_NANOS = 2_000_000_000L;
  private static final double NANOS = 1e9;

  private final Console console;
  private final long begunAt = System.nanoTime();
  private long shownAt = begunAt;
  private long shown;

  DemoDataGeneration(Console console) {
    this.console = console;
  }

  /**
   * Generates them.
   *
   * @param wait whether to wait until they are judged and counted
   * @throws CommandFailure if they are refused, or the gateway cannot work
   */
  void run(ConfigOptions options, long records, int days, long seed, boolean wait) {
    check(records, days, seed);
    Gateway gateway = start(options);
    try {
      DemoDataSummary made =
          await(gateway, gateway.demoRecords().generate(records, days, seed, this::show));
      print(made);
      if (wait) {
        say("Checks and statistics are at work on them");
        await(gateway, gateway.demoRecords().caughtUp());
        say("All records are judged and counted");
      }
    } finally {
      gateway.stop();
    }
  }

  private static void check(long records, int days, long seed) {
    try {
      new DemoDataPlan(records, days, seed, Instant.EPOCH);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCodes.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private Gateway start(ConfigOptions options) {
    try {
      return Gateway.start(options.load(console, Mode.DEMO, FOR_NOBODY).config(), Mode.DEMO);
    } catch (InvalidConfigException | StartException e) {
      throw new CommandFailure(ExitCodes.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private static <T> T await(Gateway gateway, CompletionStage<T> work) {
    CompletionStage<T> failed =
        gateway
            .failed()
            .thenApply(
                reason -> {
                  throw new CommandFailure(ExitCodes.FAILED, reason);
                });
    try {
      return work.applyToEither(failed, done -> done).toCompletableFuture().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DemoDataRefusedException refused) {
        throw new CommandFailure(ExitCodes.FAILED, String.valueOf(refused.getMessage()));
      }
      if (e.getCause() instanceof CommandFailure failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCodes.FAILED, "interrupted");
    }
  }

  /** On one event loop. */
  private void show(DemoDataProgress progress) {
    long now = System.nanoTime();
    if (now - shownAt >= PAUSE_NANOS) {
      long rate = Math.round((progress.written() - shown) * NANOS / (now - shownAt));
      say(progress.written() + " of " + progress.records() + " records, " + rate + " a second");
      shownAt = now;
      shown = progress.written();
    }
  }

  private void say(String line) {
    PrintWriter err = console.err();
    err.println(line);
    err.flush();
  }

  private void print(DemoDataSummary made) {
    DemoDataPlan plan = made.plan();
    PrintWriter out = console.out();
    out.println(
        plan.records()
            + " records of "
            + plan.days()
            + " days until "
            + plan.end()
            + ", seed "
            + plan.seed());
    made.byStory().forEach((story, records) -> line(out, story.text(), records));
    long stories = made.byStory().values().stream().mapToLong(Long::longValue).sum();
    line(out, "ordinary use", plan.records() - stories);
    out.println(
        "Written in "
            + made.took().toSeconds()
            + " s, "
            + made.rate()
            + " records a second; what each story is about is in the table demo_story");
    out.flush();
  }

  private static void line(PrintWriter out, String name, long records) {
    out.println("  " + name + " ".repeat(Math.max(1, 20 - name.length())) + records);
  }
}
