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
  public static void addTo(CommandLine group, Console console) {
    group
        .addSubcommand(new PluginLockCommand(console))
        .addSubcommand(new PluginSignCommand(console))
        .addSubcommand(new PluginVerifyCommand(console))
        .addSubcommand(new PluginKeygenCommand(console));
  }
}
