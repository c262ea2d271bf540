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
  /** Operations that get a command although the description names none: they handle passwords. */
  private static final Map<String, String> NAMED_HERE = Map.of();

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
    contract.operations().values().forEach(this::addGenerated);
  }

  private void addGenerated(Operation described) {
    String named = NAMED_HERE.get(described.id());
    Operation operation = named == null ? described : described.as(named);
    if (operation.words().isEmpty()) {
      return;
    }
    CommandLine group = group(operation.words(), contract.tagDescription(operation.tag()));
    String name = operation.words().get(operation.words().size() - 1);
    if (!group.getSubcommands().containsKey(name)) {
      group.addSubcommand(
          name, new CommandLine(new OperationCommand(operation, surroundings, clock).spec()));
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
