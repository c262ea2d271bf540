package io.flagpost.cli.admin;

import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.cli.console.PrivateFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * An operation whose answer is a file, such as {@code flagpost license export}. The file appears
 * under its name when it is complete.
 */
final class ExportCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String FORMAT = "--format";
  private static final int BLOCK = 64 * 1024;

  private final CommandModel operation;
  private final Console console;
  private final Clock clock;
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
  private final GatewayOptions connection = new GatewayOptions();
  private final TokenOptions token = new TokenOptions();
  private final OperationArguments arguments;
  private final boolean rows;

  ExportCommand(CommandModel operation, Console console, Clock clock) {
    this.operation = operation;
    this.console = console;
    this.clock = clock;
    this.arguments = new OperationArguments(operation, spec, clock);
    this.rows = operation.produces().contains(DataFormat.CSV.mediaType());
  }

  /** The command for picocli. */
  CommandSpec spec() {
    spec.addMixin("connection", CommandSpec.forAnnotatedObject(connection));
    spec.addMixin("token", CommandSpec.forAnnotatedObject(token));
    spec.addOption(
        OptionSpec.builder("--out")
            .type(Path.class)
            .paramLabel("FILE")
            .order(0)
            .description(
                "Write to this file, readable by its owner only (default: the standard output)"
                    + (rows ? "; its extension decides the format if --format does not" : ""))
            .build());
    arguments.addAll();
    spec.usageMessage()
        .description(HelpText.paragraphs(operation.summary(), operation.description()))
        .customSynopsis(operation.synopsis(""))
        .sortOptions(false);
    HelpText.exitCodes(spec);
    return spec;
  }

  @Override
  public Integer call() throws InterruptedException {
    Path file = spec.findOption("--out").getValue();
    Call call = call(file);
    AdminHttp http = connection.http(console);
    AdminClient client = new AdminClient(http, token.tokens(console, http, clock));
    HttpResponse<InputStream> response = client.download(call, LIMIT);
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw client.http().answer(response, body.readAllBytes()).failure();
      }
      if (file == null) {
        print(body);
      } else {
        save(body, file);
      }
      arguments.passwords().forEach(password -> password.report(console.err()));
      return ExitCodes.OK;
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCodes.UNAVAILABLE, "the export failed and is incomplete: " + e.getMessage());
    }
  }

  /** The request, for rows in the format of the option, or else of the file's extension. */
  private Call call(@Nullable Path file) {
    Call call = arguments.call(console);
    OptionSpec format = spec.findOption(FORMAT);
    if (file == null || format == null || format.getValue() != null) {
      return call;
    }
    return DataFormat.ofFile(file.toString())
        .map(ending -> call.with("format", ending.name().toLowerCase(Locale.ROOT)))
        .orElse(call);
  }

  private void print(InputStream body) throws IOException {
    Reader reader = new InputStreamReader(body, StandardCharsets.UTF_8);
    PrintWriter out = console.results();
    char[] block = new char[BLOCK];
    for (int count = reader.read(block); count >= 0; count = reader.read(block)) {
      out.write(block, 0, count);
    }
    out.flush();
  }

  private void save(InputStream body, Path file) throws IOException {
    Path draft = draft(file);
    try {
      Count count = new Count();
      try (OutputStream out = Files.newOutputStream(draft)) {
        byte[] block = new byte[BLOCK];
        for (int read = body.read(block); read >= 0; read = body.read(block)) {
          out.write(block, 0, read);
          count.add(block, read);
        }
      }
      PrivateFile.publish(draft, file);
      count.end(file);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static Path draft(Path file) {
    try {
      return PrivateFile.draft(file);
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.FAILED, "cannot write " + file + ": " + e);
    }
  }

  /** Shows on a terminal how much has been received so far. */
  private final class Count {
    private static final long SHOW_EVERY = 4 << 20;

    private long bytes;
    private long lines;
    private long shown;

    void add(byte[] block, int length) {
      bytes += length;
      for (int i = 0; i < length; i++) {
        lines += block[i] == '\n' ? 1 : 0;
      }
      if (console.terminal().isThere() && bytes - shown > SHOW_EVERY) {
        shown = bytes;
        console.progress().print("\r" + text());
        console.progress().flush();
      }
    }

    void end(Path file) {
      String clear = shown > 0 ? "\r" : "";
      console.progress().println(clear + "Wrote " + file + ": " + text());
      console.progress().flush();
    }

    private String text() {
      String size = String.format(Locale.ROOT, "%.1f MiB", bytes / 1_048_576.0);
      return rows ? lines + " lines, " + size : bytes + " bytes";
    }
  }
}
