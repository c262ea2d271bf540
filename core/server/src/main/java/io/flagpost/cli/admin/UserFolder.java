package io.flagpost.cli.admin;

import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.ExitCodes;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** The folder in which commands keep the files of their user. */
final class UserFolder {
  private UserFolder() {}

  /** The file of the session of {@code login}. */
  static Path session(Map<String, String> environment) {
    String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
    if (!config.isBlank()) {
      return Path.of(config, "flagpost", "token");
    }
    return Stream.of("HOME", "USERPROFILE")
        .map(name -> environment.getOrDefault(name, ""))
        .filter(home -> !home.isBlank())
        .findFirst()
        .map(home -> Path.of(home, ".config", "flagpost", "token"))
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCodes.USAGE, "there is no home folder: give --token-file FILE"));
  }
}
