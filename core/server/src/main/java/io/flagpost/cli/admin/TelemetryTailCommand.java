package io.flagpost.cli.admin;

import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code flagpost telemetry tail}: prints what is received, until it is stopped. When the stream is
 * lost, it comes back and goes on where it was.
 */
final class TelemetryTailCommand implements Callable<Integer> {
  /** Until the answer begins. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Without an event a heartbeat comes every 15 seconds. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private static final long LONGEST_PAUSE_MILLIS = 30_000;
  private static final int STANDARD_PAUSE_MILLIS = 2_000;

  private final Console console;
  private final OperationFrame frame;
  private final OperationArguments arguments;

  // While it runs.
  private String lastId = "";
  private boolean begun;
  private boolean heard;
  private long firstPause = STANDARD_PAUSE_MILLIS;
  private long pause = STANDARD_PAUSE_MILLIS;

  TelemetryTailCommand(CommandModel operation, Console console, Clock clock) {
    this.console = console;
    this.frame = new OperationFrame(operation, console, clock, this);
    this.arguments = frame.arguments();
  }

  /** The command for picocli. */
  CommandSpec spec() {
    arguments.addAll();
    Map<String, String> exitCodes = new LinkedHashMap<>(ExitCodes.ofRequests());
    exitCodes.put("0", "nobody reads the output any more");
    exitCodes.put("130, 143", "stopped by Ctrl-C or SIGTERM");
    CommandSpec spec = frame.described(exitCodes);
    spec.usageMessage()
        .footer(
            "",
            "A line with * after the time is a record that came before, and was judged now. As JSON,"
                + " each line is an event.");
    return spec;
  }

  @Override
  public Integer call() throws InterruptedException {
    Call call = arguments.call(console);
    AdminClient client = frame.client();
    TailLines lines = new TailLines(console, frame.output().json(), frame.output().column());
    while (true) {
      @Nullable String lost;
      try {
        Ending ending = follow(client, call, lines);
        if (ending == Ending.UNREAD) {
          return ExitCodes.OK;
        }
        lost = ending.words;
      } catch (CommandFailure failure) {
        if (!begun || failure.exitCode() != ExitCodes.UNAVAILABLE) {
          throw failure;
        }
        lost = failure.getMessage();
      }
      if (lost != null) {
        complain(lost + "; trying again");
      }
      TimeUnit.MILLISECONDS.sleep(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  /** Why a stream has ended. */
  private enum Ending {
    /** Whoever read the output has gone. */
    UNREAD(null),
    /** The token has ended; there may be a new one, and a failure if there is none. */
    UNAUTHORIZED(null),
    STOPPING("the gateway stops"),
    LOST("the connection was lost");

    private final @Nullable String words;

    Ending(@Nullable String words) {
      this.words = words;
    }
  }

  private Ending follow(AdminClient client, Call call, TailLines lines)
      throws InterruptedException {
    HttpResponse<InputStream> response =
        client.download(lastId.isEmpty() ? call : call.afterEvent(lastId), LIMIT);
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw client.http().answer(response, body.readAllBytes()).failure();
      }
      return print(body, lines);
    } catch (IOException e) {
      return Ending.LOST;
    }
  }

  private Ending print(InputStream body, TailLines lines) throws IOException {
    try (SilenceGuard guard = SilenceGuard.of(body, SILENCE)) {
      heard = false;
      EventStream events =
          new EventStream(
              body,
              lastId,
              () -> {
                heard = true;
                guard.heard();
              });
      try {
        return print(events, lines);
      } finally {
        remember(events);
      }
    }
  }

  private Ending print(EventStream events, TailLines lines) throws IOException {
    for (EventStream.Event event = events.next(); event != null; event = events.next()) {
      if (event.type().equals("end")) {
        return ending(event);
      }
      if (!lines.print(event, events.lastId())) {
        return Ending.UNREAD;
      }
    }
    return Ending.LOST;
  }

  /** Where to go on, however the stream has ended. */
  private void remember(EventStream events) {
    lastId = events.lastId();
    Integer retry = events.retryMillis();
    firstPause = retry == null ? firstPause : retry;
    if (heard) {
      begun = true;
      pause = firstPause;
    }
  }

  private static Ending ending(EventStream.Event event) {
    return TailLines.parse(event.data()).path("reason").asText().equals("stopping")
        ? Ending.STOPPING
        : Ending.UNAUTHORIZED;
  }

  private void complain(String text) {
    console.err().println(text);
    console.err().flush();
  }
}
