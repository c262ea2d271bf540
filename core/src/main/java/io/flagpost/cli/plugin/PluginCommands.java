package io.flagpost.cli.plugin;

import io.flagpost.cli.console.Surroundings;
import picocli.CommandLine;

/** Adds the commands about files of plugins to {@code flagpost plugins}. */
public final class PluginCommands {
  private PluginCommands() {}

  /**
   * Adds them.
   *
   * @param group {@code flagpost plugins}
   */
  public static void addTo(CommandLine group, Surroundings surroundings) {
    group
        .addSubcommand(new LockCommand(surroundings))
        .addSubcommand(new SignCommand(surroundings))
        .addSubcommand(new VerifyCommand(surroundings))
        .addSubcommand(new KeygenCommand(surroundings));
  }
}
