package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * {@code flagpost telemetry search}: records as they are found. A search that looks at very many
 * records says how far it came, and how to go on from there.
 */
final class TelemetrySearchCommand implements Callable<Integer> {
  private static final int PAGE = 1_000;
  private static final String STANDARD_LIMIT = "100";

  private final CommandModel operation;
  private final Console console;
  private final OperationFrame frame;
  private final OperationArguments arguments;

  TelemetrySearchCommand(CommandModel operation, Console console, Clock clock) {
    this.operation = operation;
    this.console = console;
    this.frame = new OperationFrame(operation, console, clock, this);
    this.arguments = frame.arguments();
  }

  /** The command for picocli. */
  CommandSpec spec() {
    CommandSpec spec = frame.spec();
    spec.addOption(
        OptionSpec.builder("--limit")
            .type(long.class)
            .defaultValue(STANDARD_LIMIT)
            .paramLabel("N")
            .order(501)
            .description("At most this many (default: " + STANDARD_LIMIT + ")")
            .build());
    spec.addOption(
        OptionSpec.builder("--all")
            .type(boolean.class)
            .arity("0")
            .order(502)
            .description("All of them, without a limit")
            .build());
    spec.addOption(
        OptionSpec.builder("--cursor")
            .type(String.class)
            .paramLabel("CURSOR")
            .order(503)
            .description("Go on where an earlier search with the same filters has ended")
            .build());
    arguments.addAll();
    spec.usageMessage()
        .customSynopsis(operation.synopsis(""))
        .footer("", "TIME is " + TimeText.FORMS + ".");
    return frame.described();
  }

  @Override
  public Integer call() throws InterruptedException {
    Call call = arguments.call(console);
    boolean all = Boolean.TRUE.equals(frame.spec().findOption("--all").getValue());
    Long limit = frame.spec().findOption("--limit").getValue();
    if (limit < 1) {
      throw new ParameterException(frame.spec().commandLine(), "--limit is at least 1");
    }
    search(call, all ? Long.MAX_VALUE : limit);
    return ExitCodes.OK;
  }

  private void search(Call call, long most) throws InterruptedException {
    AdminClient client = frame.client();
    RecordSink found = sink();
    long left = most;
    String cursor = frame.spec().findOption("--cursor").getValue();
    do {
      Call page = call.with("limit", Long.toString(Math.min(left, PAGE)));
      JsonNode answer = client.call(cursor == null ? page : page.with("cursor", cursor)).body();
      for (JsonNode record : answer.path("items")) {
        found.add(record);
        left--;
      }
      console.out().flush();
      cursor = answer.path("next_cursor").textValue();
      if (cursor != null && left > 0 && answer.path("end").asText().equals("time")) {
        tell(answer.path("searched_to"), cursor);
      }
    } while (cursor != null && left > 0);
    found.end();
    if (cursor != null) {
      say("There may be more: give --limit N or --all, or go on with --cursor " + cursor);
    }
  }

  private void tell(JsonNode searchedTo, String cursor) {
    say(
        "Searched to "
            + NarrowText.second(searchedTo.path("received_at"))
            + ", and goes on; if it is ended, --cursor "
            + CellText.of(cursor)
            + " goes on from here");
  }

  private void say(String text) {
    if (console.terminal().isThere()) {
      console.err().println(text);
      console.err().flush();
    }
  }

  private RecordSink sink() {
    String column = frame.output().column();
    if (column != null) {
      return new MemberText(console.results(), column);
    }
    return frame.output().json() ? new Rows(console, true, List.of()) : new Blocks();
  }

  /** A few lines for each record. */
  private final class Blocks implements RecordSink {
    private final NarrowText text = new NarrowText(console);
    private long count;

    @Override
    public void add(JsonNode record) {
      count++;
      text.line(
          0,
          NarrowText.second(record.path("received_at"))
              + "  "
              + CellText.of(record.path("record_id")));
      text.line(
          1,
          "product "
              + CellText.of(record.path("product_id"))
              + " "
              + CellText.of(record.path("product_version"))
              + ", "
              + CellText.of(record.path("environment"))
              + ", from "
              + CellText.of(record.path("client_address")));
      line("license", record.path("license_key"));
      line("activation", record.path("activation_identifier"));
      line("user", record.path("user_identifier"));
      line("flags", record.path("red_flags"));
      line("pending", record.path("pending_checks"));
    }

    private void line(String name, JsonNode value) {
      if (!value.isNull() && !(value.isArray() && value.isEmpty())) {
        text.line(1, name + " " + CellText.of(value));
      }
    }

    @Override
    public void end() {
      if (count == 0) {
        console.err().println("None.");
      }
      console.out().flush();
    }
  }
}
