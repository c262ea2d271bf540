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
        .addSubcommand(new PluginLockCommand(console))
        .addSubcommand(new PluginSignCommand(console))
        .addSubcommand(new PluginVerifyCommand(console))
        .addSubcommand(new PluginKeygenCommand(console));
  }
}
