package io.flagpost.cli.plugin;

import io.flagpost.cli.console.Console;
import picocli.CommandLine;

/** Adds the commands for plugin files to {@code flagpost plugins}. */
public final class PluginCommands {
  private PluginCommands() {}

  /**
   * Adds the commands.
   *
   * @param group {@code flagpost plugins}
   */
  public static void addTo(CommandLine group, Console console) {
    group
        .addSubcommand(new LockCommand(console))
        .addSubcommand(new SignCommand(console))
        .addSubcommand(new VerifyCommand(console))
        .addSubcommand(new KeygenCommand(console));
  }
}
