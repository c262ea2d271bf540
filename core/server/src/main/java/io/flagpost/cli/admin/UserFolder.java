package io.flagpost.cli.admin;

import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder in which commands keep the files of their user. */
final class UserFolder {
  /** The variable that names another file for the session. */
  static final String SESSION_VARIABLE = "FLAGPOST_TOKEN_FILE";

  /** Where the session is otherwise, for help texts. */
  static final String STANDARD_SESSION = "~/.config/flagpost/token";

  private UserFolder() {}

  /** The file of the session of {@code login}: the one that the environment names, if it does. */
  static Path session(Console console) {
    return console
        .variable(SESSION_VARIABLE)
        .map(Path::of)
        .or(() -> inConfigFolder(console))
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCodes.USAGE, "there is no home folder: give --token-file FILE"));
  }

  private static Optional<Path> inConfigFolder(Console console) {
    return console
        .variable("XDG_CONFIG_HOME")
        .map(Path::of)
        .or(
            () ->
                Stream.of("HOME", "USERPROFILE")
                    .flatMap(name -> console.variable(name).stream())
                    .findFirst()
                    .map(home -> Path.of(home, ".config")))
        .map(config -> config.resolve("flagpost").resolve("token"));
  }
}
