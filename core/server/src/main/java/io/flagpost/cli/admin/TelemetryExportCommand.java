package io.flagpost.cli.admin;

import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.cli.console.PrivateFile;
import io.flagpost.cli.export.ExportFile;
import io.flagpost.cli.export.ExportFiles;
import io.flagpost.cli.export.ExportManifest;
import io.flagpost.cli.export.ExportProgress;
import io.flagpost.cli.export.NoRecordException;
import io.flagpost.cli.export.ParquetMaker;
import io.flagpost.telemetry.query.ListedRecord;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/**
 * {@code flagpost telemetry export}: records into a file, with a manifest beside it. What broke off
 * is gone on with by the same command.
 */
final class TelemetryExportCommand implements Callable<Integer> {
  /** Parameters that the command handles itself. */
  private static final Set<String> OWN = Set.of("format", "header", "up_to_id");

  /** As a shell tells it of a process that Ctrl-C has ended. */
  private static final int INTERRUPTED = 130;

  private static final String[] HOW = {
    "",
    "While it is under way, the records so far are in FILE.part, and FILE.part.json says how to go"
        + " on. After Ctrl-C, a lost connection or a crash, the same command goes on behind the"
        + " last whole record, once it has checked those that are there by their hash. The export"
        + " is of the records that were there when it began: the file is the same, byte for byte,"
        + " in however many goes it was made. What stands of a record (its flags, what is pending)"
        + " is what stands when it is written.",
    "FILE.manifest.json says what was asked for, how many records there are, and the SHA-256 of the"
        + " file."
  };

  private final CommandModel operation;
  private final Console console;
  private final Clock clock;
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
  private final GatewayOptions connection = new GatewayOptions();
  private final TokenOptions token = new TokenOptions();
  private final OperationArguments arguments;

  TelemetryExportCommand(CommandModel operation, Console console, Clock clock) {
    this.operation = operation.without(OWN);
    this.console = console;
    this.clock = clock;
    this.arguments = new OperationArguments(this.operation, spec, clock);
  }

  /** The command for picocli. */
  CommandSpec spec() {
    spec.addMixin("connection", CommandSpec.forAnnotatedObject(connection));
    spec.addMixin("token", CommandSpec.forAnnotatedObject(token));
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .type(Path.class)
            .required(true)
            .paramLabel("FILE")
            .description("The file, readable by its owner only")
            .build());
    spec.addOption(
        OptionSpec.builder("--format")
            .type(ExportFormat.class)
            .paramLabel("FORMAT")
            .order(-2)
            .description("csv, ndjson or parquet (default: what the extension of FILE says)")
            .build());
    spec.addOption(
        OptionSpec.builder("--overwrite")
            .type(Boolean.class)
            .arity("0")
            .order(-1)
            .description("Replace FILE if it is there")
            .build());
    spec.addOption(
        OptionSpec.builder("--restart")
            .type(Boolean.class)
            .arity("0")
            .order(-1)
            .description("Begin anew, whatever has been begun already")
            .build());
    arguments.addAll();
    String[] described = HelpText.paragraphs(operation.summary(), operation.description());
    List<String> paragraphs = new ArrayList<>(List.of(described));
    paragraphs.addAll(List.of(HOW));
    spec.usageMessage()
        .description(paragraphs.toArray(String[]::new))
        .customSynopsis(operation.synopsis("FILE"))
        .sortOptions(false);
    Map<String, String> codes = ExitCodes.ofRequests();
    codes.put("5", "FILE is there already, or something else has been begun");
    codes.put("6", "no gateway answers, or it broke off; the same command goes on");
    codes.put("130", "interrupted; the same command goes on");
    HelpText.exitCodes(spec, codes);
    return spec;
  }

  @Override
  public Integer call() throws InterruptedException {
    Path file = spec.positionalParameters().get(0).getValue();
    ExportFormat format = format(file);
    ParquetMaker parquet = new ParquetMaker(console.home());
    try {
      if (format == ExportFormat.PARQUET && !parquet.isThere()) {
        throw new CommandFailure(
            ExitCodes.FAILED,
            "this installation makes no Parquet: the folder " + parquet.folder() + " is not there");
      }
      return export(new ExportFiles(file), format, parquet);
    } catch (NoRecordException e) {
      throw new CommandFailure(ExitCodes.FAILED, NoRecordException.REASON);
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.FAILED, "cannot write " + file + ": " + e);
    }
  }

  private int export(ExportFiles files, ExportFormat format, ParquetMaker parquet)
      throws InterruptedException, IOException {
    if (Files.exists(files.file()) && !isGiven("--overwrite")) {
      throw new CommandFailure(
          ExitCodes.CONFLICT, files.file() + " is there already; --overwrite replaces it");
    }
    Call call = arguments.call(console).with("format", format.sent());
    AdminHttp http = connection.http(console);
    AdminClient client = new AdminClient(http, token.tokens(console, http, clock));
    ExportDisplay display = new ExportDisplay(console, clock);
    ExportManifest reached;
    try (Interruption interruption = Interruption.ofThisProcess();
        ExportDownload download =
            new ExportDownload(
                client,
                files,
                display,
                interruption,
                clock,
                answer -> begun(answer, http.url(), format, call))) {
      goOn(download, files, format, call, display);
      reached = fetch(download, call, files, format, display);
      if (interruption.isRequested()) {
        display.say("Stopped: " + whatIsThere(files, reached.records()));
        return INTERRUPTED;
      }
    }
    finish(files, reached, format, parquet, call, display);
    return ExitCodes.OK;
  }

  private static ExportManifest fetch(
      ExportDownload download,
      Call call,
      ExportFiles files,
      ExportFormat format,
      ExportDisplay display)
      throws InterruptedException, IOException {
    try {
      return download.run(call, format == ExportFormat.CSV);
    } catch (CommandFailure e) {
      Optional<ExportManifest> begun = files.begun();
      begun.ifPresent(state -> display.say(whatIsThere(files, state.records())));
      throw e;
    }
  }

  private void goOn(
      ExportDownload download,
      ExportFiles files,
      ExportFormat format,
      Call call,
      ExportDisplay display)
      throws IOException {
    Optional<ExportManifest> begun = isGiven("--restart") ? Optional.empty() : files.begun();
    if (begun.isEmpty()) {
      return;
    }
    ExportManifest state = begun.get();
    if (!state.wanted().isOf(format.name().toLowerCase(Locale.ROOT), call.parameters())) {
      throw new CommandFailure(
          ExitCodes.CONFLICT,
          "an export of something else has been begun in "
              + files.part()
              + ": give the same options to finish it, or --restart to begin anew");
    }
    ExportFile file = ExportFile.goOn(files.part(), format == ExportFormat.CSV, state.records());
    if (file == null) {
      throw new CommandFailure(
          ExitCodes.CONFLICT, files.part() + " is not as it was written; --restart begins anew");
    }
    display.say("Going on behind " + count(state.records()));
    download.goOn(state, file);
  }

  private ExportManifest begun(
      HttpResponse<?> answer, String gateway, ExportFormat format, Call call) {
    return new ExportManifest(
        new ExportManifest.Wanted(
            gateway,
            format.name().toLowerCase(Locale.ROOT),
            call.parameters(),
            id(answer, "Flagpost-Export-After-Id"),
            id(answer, "Flagpost-Export-Up-To-Id"),
            clock.instant().toString()),
        new ExportProgress(0, 0, 0, 0, "", ""),
        null);
  }

  private static long id(HttpResponse<?> answer, String header) {
    return answer
        .headers()
        .firstValue(header)
        .filter(value -> value.matches("[0-9]{1,18}"))
        .map(Long::valueOf)
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCodes.FAILED, "the answer has no " + header + ": is this a Flagpost?"));
  }

  private void finish(
      ExportFiles files,
      ExportManifest reached,
      ExportFormat format,
      ParquetMaker parquet,
      Call call,
      ExportDisplay display)
      throws IOException {
    Path made = files.part();
    Path draft = null;
    try {
      if (format == ExportFormat.PARQUET) {
        draft = PrivateFile.draft(files.file());
        long all = reached.records().records();
        parquet.make(
            files.part(),
            columns(call),
            draft,
            done -> display.line(String.format(Locale.ROOT, "%,d of %,d made", done, all)));
        made = draft;
      }
      ExportManifest complete = files.publish(made, reached, clock.instant().toString());
      display.say(
          "Wrote "
              + files.file()
              + ": "
              + count(complete.records())
              + ", "
              + ExportDisplay.size(Files.size(files.file())));
    } finally {
      if (draft != null) {
        Files.deleteIfExists(draft);
      }
    }
  }

  private static List<String> columns(Call call) {
    List<String> chosen = call.parameters().getOrDefault("column", List.of());
    return ListedRecord.NAMES.stream()
        .filter(
            name -> chosen.isEmpty() || chosen.contains(name) || ListedRecord.PLACE.contains(name))
        .toList();
  }

  private ExportFormat format(Path file) {
    @Nullable ExportFormat given = spec.findOption("--format").getValue();
    return given != null
        ? given
        : ExportFormat.ofFile(file.getFileName().toString())
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "Which --format? " + file + " ends in none of .csv, .ndjson, .parquet"));
  }

  private boolean isGiven(String option) {
    return Boolean.TRUE.equals(spec.findOption(option).getValue());
  }

  private static String whatIsThere(ExportFiles files, ExportProgress reached) {
    return files.part() + " has " + count(reached) + "; the same command goes on from there";
  }

  private static String count(ExportProgress reached) {
    return reached.records() == 1
        ? "1 record"
        : String.format(Locale.ROOT, "%,d records", reached.records());
  }
}
