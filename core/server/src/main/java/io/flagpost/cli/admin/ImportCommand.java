package io.flagpost.cli.admin;

import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/** An operation that imports rows from a file, such as {@code flagpost license import}. */
final class ImportCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofHours(2);
  private static final String STANDARD_INPUT = "-";

  private final CommandModel operation;
  private final Console console;
  private final OperationFrame frame;
  private final OperationArguments arguments;

  ImportCommand(CommandModel operation, Console console, Clock clock) {
    this.operation = operation;
    this.console = console;
    this.frame = new OperationFrame(operation, console, clock, this);
    this.arguments = frame.arguments();
  }

  /** The command for picocli. */
  CommandSpec spec() {
    CommandSpec spec = frame.spec();
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .type(String.class)
            .required(true)
            .paramLabel("FILE")
            .description("The file, which may be compressed (.gz); - is the standard input")
            .build());
    spec.addOption(
        OptionSpec.builder("--format")
            .type(DataFormat.class)
            .paramLabel("FORMAT")
            .order(0)
            .description("csv or ndjson (default: by the file's extension)")
            .build());
    spec.addOption(
        OptionSpec.builder("--max-errors")
            .type(int.class)
            .defaultValue("100")
            .paramLabel("N")
            .order(501)
            .description("Print at most this many errors (default: 100)")
            .build());
    arguments.addAll();
    spec.usageMessage().customSynopsis(operation.synopsis("FILE"));
    return frame.described();
  }

  @Override
  public Integer call() throws InterruptedException {
    String file = frame.spec().positionalParameters().get(0).getValue();
    DataFormat format = format(file);
    Call call = arguments.call(console);
    AdminClient client = frame.client();
    boolean piped = file.equals(STANDARD_INPUT);
    boolean packed = file.toLowerCase(Locale.ROOT).endsWith(".gz");
    HttpRequest.Builder request =
        client
            .upload(call, LIMIT)
            .header("Content-Type", format.mediaType())
            .header("Content-Encoding", "gzip");
    try (InputStream source = piped ? console.in() : Files.newInputStream(Path.of(file));
        TransferProgress progress =
            new TransferProgress(console, "Sending", piped ? -1 : Files.size(Path.of(file)))) {
      InputStream counted = progress.counting(source);
      InputStream sent = packed ? counted : new GzipInput(counted);
      request.method(operation.method(), BodyPublishers.ofInputStream(() -> sent));
      Answer answer = await(client.http(), request.build(), progress);
      if (answer.status() != 200) {
        int mostErrors = frame.spec().findOption("--max-errors").getValue();
        throw answer.failure(mostErrors);
      }
      frame.print(answer.body());
      return ExitCodes.OK;
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.FAILED, "cannot read " + file + ": " + e);
    }
  }

  private DataFormat format(String file) {
    DataFormat given = frame.spec().findOption("--format").getValue();
    if (given != null) {
      return given;
    }
    return DataFormat.ofFile(file)
        .orElseThrow(
            () ->
                new ParameterException(
                    frame.spec().commandLine(),
                    "Give --format: the name of " + file + " does not show it"));
  }

  private static Answer await(AdminHttp http, HttpRequest request, TransferProgress progress)
      throws InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer = http.begin(request);
    long begin = System.nanoTime();
    while (true) {
      try {
        HttpResponse<byte[]> response = answer.get(1, TimeUnit.SECONDS);
        progress.end();
        return http.answer(response);
      } catch (TimeoutException notYet) {
        progress.waiting(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin));
      } catch (ExecutionException e) {
        progress.end();
        if (e.getCause() instanceof IOException broken) {
          throw http.unreachable(broken);
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        answer.cancel(true);
        throw e;
      }
    }
  }
}
