package io.flagpost.cli.plugin;

import io.flagpost.cli.console.Console;
import picocli.CommandLine;

/** Adds the commands about files of plugins to {@code flagpost plugins}. */
public final class PluginCommands {
  private PluginCommands() {}

  /**
   * Adds them.
   *
   * @param group {@code flagpost plugins}
   */
  public static void addTo(CommandLine group, Console surroundings) {
    group
        .addSubcommand(new LockCommand(surroundings))
        .addSubcommand(new SignCommand(surroundings))
        .addSubcommand(new VerifyCommand(surroundings))
        .addSubcommand(new KeygenCommand(surroundings));
  }
}
