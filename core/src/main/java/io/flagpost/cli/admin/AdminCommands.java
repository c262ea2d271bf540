package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.cli.Surroundings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Adds every command of the admin API to the command line. */
public final class AdminCommands {
  /** Operations that get a command although the description names none: they take passwords. */
  private static final Map<String, String> NAMED_HERE =
      Map.of(
          "createAccount", "account create",
          "resetAccountPassword", "account password",
          "changeOwnPassword", "me password");

  /** Operations whose commands read or write files, or have more to say. */
  private static final Map<String, Special> SPECIAL =
      Map.of(
          "importLicenses", new Special("license import", AdminCommands::importing),
          "exportLicenses", new Special("license export", AdminCommands::exporting),
          "importActivations", new Special("activation import", AdminCommands::importing),
          "exportActivations", new Special("activation export", AdminCommands::exporting),
          "verifyAuditLog", new Special("audit verify", AdminCommands::verifying));

  private interface Making {
    CommandSpec make(Operation operation, Surroundings surroundings, Clock clock);
  }

  private record Special(String command, Making making) {}

  private final CommandLine root;
  private final Surroundings surroundings;
  private final Contract contract;
  private final Clock clock;

  private AdminCommands(
      CommandLine root, Surroundings surroundings, JsonNode document, Clock clock) {
    this.root = root;
    this.surroundings = surroundings;
    this.contract = new Contract(document);
    this.clock = clock;
  }

  /**
   * Adds them.
   *
   * @param root {@code flagpost} itself
   * @param document the whole OpenAPI description of the admin API
   */
  public static void addTo(
      CommandLine root, Surroundings surroundings, JsonNode document, Clock clock) {
    new AdminCommands(root, surroundings, document, clock).add();
  }

  private void add() {
    addByHand("login", new LoginCommand(surroundings, clock));
    addByHand("logout", new LogoutCommand(surroundings, clock));
    contract.operations().values().forEach(this::add);
  }

  private void add(Operation operation) {
    Special special = SPECIAL.get(operation.id());
    String named = NAMED_HERE.get(operation.id());
    if (special != null) {
      add(operation.as(special.command), special.making);
    } else if (named != null) {
      add(operation.as(named), AdminCommands::ordinary);
    } else if (!operation.words().isEmpty()) {
      add(operation, AdminCommands::ordinary);
    }
  }

  private static CommandSpec ordinary(Operation operation, Surroundings around, Clock clock) {
    return new OperationCommand(operation, around, clock).spec();
  }

  private static CommandSpec importing(Operation operation, Surroundings around, Clock clock) {
    return new ImportCommand(operation, around, clock).spec();
  }

  private static CommandSpec exporting(Operation operation, Surroundings around, Clock clock) {
    return new ExportCommand(operation, around, clock).spec();
  }

  private static CommandSpec verifying(Operation operation, Surroundings around, Clock clock) {
    return new AuditVerifyCommand(operation, around, clock).spec();
  }

  private void add(Operation operation, Making making) {
    CommandLine group = group(operation.words(), contract.tagDescription(operation.tag()));
    String name = operation.words().get(operation.words().size() - 1);
    if (!group.getSubcommands().containsKey(name)) {
      group.addSubcommand(name, new CommandLine(making.make(operation, surroundings, clock)));
    }
  }

  private void addByHand(String command, Object annotated) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    CommandLine line = new CommandLine(annotated);
    HelpText.exitCodes(line.getCommandSpec());
    group(words, "").addSubcommand(words.get(words.size() - 1), line);
  }

  /** The command that a command of these words stands under, made if it is not there yet. */
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
