package io.flagpost.cli.admin;

import io.flagpost.admin.api.AdminContract;
import io.flagpost.cli.console.Console;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Adds the commands that call the admin API to the command line. */
public final class AdminCommands {
  /**
   * Operations that have a command although the description names none, because they take
   * passwords.
   */
  private static final Map<String, String> NAMED_HERE =
      Map.of(
          "createAccount", "account create",
          "resetAccountPassword", "account password",
          "changeOwnPassword", "me password");

  /** Operations whose commands read or write files, or print more than the answer. */
  private static final Map<String, Special> SPECIAL =
      Map.ofEntries(
          Map.entry("importLicenses", new Special("license import", AdminCommands::importing)),
          Map.entry("exportLicenses", new Special("license export", AdminCommands::exporting)),
          Map.entry(
              "importActivations", new Special("activation import", AdminCommands::importing)),
          Map.entry(
              "exportActivations", new Special("activation export", AdminCommands::exporting)),
          Map.entry("verifyAuditLog", new Special("audit verify", AdminCommands::verifying)),
          Map.entry(
              "addPlugin",
              new Special("plugins add", (op, s, c) -> new PluginAddCommand(op, s, c).spec())),
          Map.entry(
              "recheck", new Special("recheck", (op, s, c) -> new RecheckCommand(op, s, c).spec())),
          Map.entry(
              "startRefold",
              new Special("refold start", (op, s, c) -> RefoldCommand.start(op, s, c).spec())),
          Map.entry(
              "showRefold",
              new Special("refold show", (op, s, c) -> RefoldCommand.show(op, s, c).spec())),
          Map.entry(
              "searchTelemetry",
              new Special(
                  "telemetry search", (op, s, c) -> new TelemetrySearchCommand(op, s, c).spec())),
          Map.entry(
              "showTelemetryTimeline",
              new Special(
                  "telemetry timeline",
                  (op, s, c) -> new TelemetryTimelineCommand(op, s, c).spec())),
          Map.entry(
              "showTelemetryRecord",
              new Special(
                  "telemetry show", (op, s, c) -> new TelemetryShowCommand(op, s, c).spec())),
          Map.entry(
              "showStatistics",
              new Special(
                  "statistics show", (op, s, c) -> StatisticsCommand.show(op, s, c).spec())),
          Map.entry(
              "showTopStatistics",
              new Special("statistics top", (op, s, c) -> StatisticsCommand.top(op, s, c).spec())),
          Map.entry(
              "rebuildStatistics",
              new Special(
                  "statistics rebuild",
                  (op, s, c) -> new StatisticsRebuildCommand(op, s, c).spec())),
          Map.entry(
              "exportTelemetry",
              new Special(
                  "telemetry export", (op, s, c) -> new TelemetryExportCommand(op, s, c).spec())),
          Map.entry(
              "streamTelemetry",
              new Special(
                  "telemetry tail", (op, s, c) -> new TelemetryTailCommand(op, s, c).spec())),
          Map.entry(
              "importSigningKey",
              new Special(
                  "key import", (op, s, c) -> ordinary(op.readingFile("private_key"), s, c))),
          Map.entry(
              "restoreSigningKeys",
              new Special("key restore", (op, s, c) -> ordinary(op.readingFile("document"), s, c))),
          Map.entry("backUpSigningKeys", new Special("key backup", AdminCommands::exporting)));

  private interface Making {
    CommandSpec make(CommandModel operation, Console console, Clock clock);
  }

  private record Special(String command, Making making) {}

  private final CommandLine root;
  private final Console console;
  private final CommandModels contract;
  private final Clock clock;

  /**
   * @param root {@code flagpost} itself
   * @param description the admin API's description
   */
  public AdminCommands(CommandLine root, Console console, AdminContract description, Clock clock) {
    this.root = root;
    this.console = console;
    this.contract = new CommandModels(description);
    this.clock = clock;
  }

  /**
   * Adds the commands.
   *
   * @param wanted selects the groups that get their commands; the others are only listed
   */
  public void add(Predicate<String> wanted) {
    addByHand("login", new LoginCommand(console, clock));
    addByHand("logout", new LogoutCommand(console, clock));
    for (io.flagpost.admin.api.Operation described : contract.operations()) {
      Special special = SPECIAL.get(described.id());
      String command = special == null ? NAMED_HERE.get(described.id()) : special.command;
      if (command == null) {
        command = described.command();
      }
      if (command != null) {
        Making making = special == null ? AdminCommands::ordinary : special.making;
        add(List.of(command.strip().split(" +")), described, making, wanted);
      }
    }
  }

  private void add(
      List<String> words,
      io.flagpost.admin.api.Operation described,
      Making making,
      Predicate<String> wanted) {
    CommandLine group = group(words, contract.tagDescription(described.tag()));
    String name = words.get(words.size() - 1);
    boolean needed = group == root || wanted.test(words.get(0));
    if (needed && !group.getSubcommands().containsKey(name)) {
      CommandModel operation = contract.read(described, words);
      group.addSubcommand(name, new CommandLine(making.make(operation, console, clock)));
    }
  }

  private static CommandSpec ordinary(CommandModel operation, Console around, Clock clock) {
    return operation.givesFile()
        ? new ExportCommand(operation, around, clock).spec()
        : new OperationCommand(operation, around, clock).spec();
  }

  private static CommandSpec importing(CommandModel operation, Console around, Clock clock) {
    return new ImportCommand(operation, around, clock).spec();
  }

  private static CommandSpec exporting(CommandModel operation, Console around, Clock clock) {
    return new ExportCommand(operation, around, clock).spec();
  }

  private static CommandSpec verifying(CommandModel operation, Console around, Clock clock) {
    return new AuditVerifyCommand(operation, around, clock).spec();
  }

  private void addByHand(String command, Object annotated) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    CommandLine line = new CommandLine(annotated);
    HelpText.exitCodes(line.getCommandSpec());
    group(words, "").addSubcommand(words.get(words.size() - 1), line);
  }

  /** The parent command of a command with these words, created if it does not exist yet. */
  private CommandLine group(List<String> words, String description) {
    CommandLine group = root;
    for (String word : words.subList(0, words.size() - 1)) {
      CommandLine next = group.getSubcommands().get(word);
      if (next == null) {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage()
            .synopsisSubcommandLabel("COMMAND")
            .description(HelpText.paragraphs("", description));
        HelpText.exitCodes(spec);
        next = new CommandLine(spec);
        group.addSubcommand(word, next);
      }
      group = next;
    }
    return group;
  }
}
