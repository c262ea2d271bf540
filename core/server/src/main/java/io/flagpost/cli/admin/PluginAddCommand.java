package io.flagpost.cli.admin;

import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.platform.files.TextFile;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code flagpost plugins add}. */
final class PluginAddCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String SIGNATURE = "--signature";

  private final CommandModel operation;
  private final OperationFrame frame;

  PluginAddCommand(CommandModel operation, Console console, Clock clock) {
    this.operation = operation;
    this.frame = new OperationFrame(operation, console, clock, this);
  }

  /** The command for picocli. */
  CommandSpec spec() {
    CommandSpec spec = frame.spec();
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .type(Path.class)
            .required(true)
            .paramLabel("FILE")
            .description("The plugin's jar or zip")
            .build());
    spec.addOption(
        OptionSpec.builder(SIGNATURE)
            .type(Path.class)
            .paramLabel("FILE.sig")
            .order(0)
            .description("Its signature (default: FILE.sig, if it exists)")
            .build());
    return frame.described();
  }

  @Override
  public Integer call() throws InterruptedException {
    Path file = frame.spec().positionalParameters().get(0).getValue();
    AdminClient client = frame.client();
    Answer answer;
    try {
      String name = file.toString().toLowerCase(Locale.ROOT);
      Call call =
          Call.of(operation.method(), operation.path())
              .with("type", name.endsWith(".zip") ? "zip" : "jar");
      HttpRequest request =
          client
              .upload(signed(call, file), LIMIT)
              .header("Content-Type", "application/octet-stream")
              .method(operation.method(), BodyPublishers.ofFile(file))
              .build();
      answer = client.http().answer(client.http().send(request, BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.FAILED, "cannot read " + e.getMessage());
    }
    frame.print(answer.orFail().body());
    return ExitCodes.OK;
  }

  private Call signed(Call call, Path file) throws IOException {
    Path given = frame.spec().findOption(SIGNATURE).getValue();
    Path beside = file.resolveSibling(file.getFileName() + ".sig");
    if (given == null && !Files.exists(beside)) {
      return call;
    }
    return call.with("signature", TextFile.read(given == null ? beside : given).strip());
  }
}
