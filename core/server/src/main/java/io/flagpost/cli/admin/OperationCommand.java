package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** One operation of the admin API as a command. */
final class OperationCommand implements Callable<Integer> {
  private static final int PAGE = 1_000;
  private static final long STANDARD_LIMIT = 100;

  private final CommandModel operation;
  private final Console console;
  private final OperationFrame frame;
  private final OperationArguments arguments;

  OperationCommand(CommandModel operation, Console console, Clock clock) {
    this.operation = operation;
    this.console = console;
    this.frame = new OperationFrame(operation, console, clock, this);
    this.arguments = frame.arguments();
  }

  /** The command for picocli. */
  CommandSpec spec() {
    CommandSpec spec = frame.spec();
    if (operation.confirm()) {
      spec.addOption(
          flag("--yes").names("-y", "--yes").description("Do it without asking").build());
    }
    if (operation.paged()) {
      spec.addOption(
          OptionSpec.builder("--limit")
              .type(long.class)
              .defaultValue(Long.toString(STANDARD_LIMIT))
              .paramLabel("N")
              .order(501)
              .description("At most this many (default: " + STANDARD_LIMIT + ")")
              .build());
      spec.addOption(flag("--all").description("All of them, without a limit").build());
    }
    if (!operation.secrets().isEmpty()) {
      spec.addOption(
          OptionSpec.builder("--save")
              .type(Path.class)
              .paramLabel("FILE")
              .order(503)
              .description(
                  "Write the secret to this file, for its owner only, instead of printing it")
              .build());
    }
    arguments.addAll();
    spec.usageMessage().customSynopsis(operation.synopsis(""));
    if (operation.inputs().stream().anyMatch(input -> input.kind() == Input.Kind.TIME)) {
      spec.usageMessage().footer("", "TIME is " + TimeText.FORMS + ".");
    }
    return frame.described();
  }

  @Override
  public Integer call() throws InterruptedException {
    Call call = arguments.call(console);
    confirm();
    AdminClient client = frame.client();
    if (operation.paged()) {
      list(client, call);
    } else {
      Answer answer = client.call(call);
      Path save =
          operation.secrets().isEmpty() ? null : frame.spec().findOption("--save").getValue();
      report(answer.body(), save);
    }
    return ExitCodes.OK;
  }

  private void report(JsonNode answer, @Nullable Path save) {
    JsonNode items = answer.path("items");
    if (items.isArray()) {
      RecordSink rows = sink();
      items.forEach(rows::add);
      rows.end();
      return;
    }
    arguments.passwords().forEach(password -> password.report(console.err()));
    frame.print(answer, operation.secrets(), save);
  }

  private RecordSink sink() {
    String column = frame.output().column();
    if (column == null && frame.output().csv()) {
      return new CsvText(console.results(), operation.columns());
    }
    return column == null
        ? new Rows(console, frame.output().json(), operation.columns())
        : new MemberText(console.results(), column);
  }

  private void list(AdminClient client, Call call) throws InterruptedException {
    boolean all = Boolean.TRUE.equals(frame.spec().findOption("--all").getValue());
    Long limit = frame.spec().findOption("--limit").getValue();
    if (limit != null && limit < 1) {
      throw new ParameterException(frame.spec().commandLine(), "--limit is at least 1");
    }
    long left = all ? Long.MAX_VALUE : limit == null ? STANDARD_LIMIT : limit;
    RecordSink rows = sink();
    Call page = call;
    boolean more = left > 0;
    while (more) {
      int size = (int) Math.min(left, PAGE);
      JsonNode answer = client.call(page.with("limit", Integer.toString(size))).body();
      for (JsonNode item : answer.path("items")) {
        rows.add(item);
        left--;
      }
      boolean ended = !answer.path("next_cursor").isTextual();
      more = !ended && left > 0;
      if (more) {
        page = call.with("cursor", answer.path("next_cursor").textValue());
      } else if (!ended && console.terminal().isThere()) {
        rows.end();
        console.err().println("There are more: give --limit N or --all.");
        return;
      }
    }
    rows.end();
  }

  private void confirm() {
    if (!operation.confirm() || Boolean.TRUE.equals(frame.spec().findOption("--yes").getValue())) {
      return;
    }
    if (!console.terminal().isThere()) {
      throw new ParameterException(
          frame.spec().commandLine(), "It cannot be undone: give --yes where nobody can be asked");
    }
    String question = frame.spec().qualifiedName() + ": this cannot be undone. Continue? [y/N] ";
    boolean yes =
        console
            .terminal()
            .ask(question)
            .filter(answer -> answer.strip().toLowerCase(Locale.ROOT).matches("y|yes"))
            .isPresent();
    if (!yes) {
      throw new CommandFailure(ExitCodes.FAILED, "nothing was done");
    }
  }

  private static OptionSpec.Builder flag(String name) {
    return OptionSpec.builder(name).type(boolean.class).arity("0").order(502);
  }
}
