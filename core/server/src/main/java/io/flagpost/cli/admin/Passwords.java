package io.flagpost.cli.admin;

import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.platform.files.TextFile;
import io.flagpost.platform.files.TextFile.NoTextException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/** Reads passwords without their ever being on a command line. */
final class Passwords {
  private static final String LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  private static final int GENERATED_LENGTH = 24;

  private final Console console;

  Passwords(Console console) {
    this.console = console;
  }

  /** The first line of a file. */
  String inFile(Path file) {
    try {
      return firstLine(TextFile.read(file), file.toString());
    } catch (NoTextException e) {
      throw new CommandFailure(ExitCodes.USAGE, e.sentence());
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.USAGE, "cannot read " + file + ": " + e);
    }
  }

  /** The first line of the standard input. */
  String piped() {
    try {
      byte[] bytes = console.in().readAllBytes();
      return firstLine(TextFile.decode(bytes, "the standard input"), "the standard input");
    } catch (NoTextException e) {
      throw new CommandFailure(ExitCodes.USAGE, e.sentence());
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.USAGE, "cannot read the standard input: " + e);
    }
  }

  /**
   * The value of {@code FLAGPOST_PASSWORD}, or the content of the file in {@code
   * FLAGPOST_PASSWORD_FILE}.
   */
  Optional<String> inEnvironment() {
    return console
        .variable("FLAGPOST_PASSWORD")
        .or(() -> console.variable("FLAGPOST_PASSWORD_FILE").map(Path::of).map(this::inFile));
  }

  /**
   * Asks on the terminal.
   *
   * @param twice whether to ask twice, for a new password
   * @param instead the options to suggest if there is no terminal
   */
  String ask(String label, boolean twice, String instead) {
    String password = answer(label + ": ", instead);
    if (twice && !password.equals(answer("Repeat it: ", instead))) {
      throw new CommandFailure(ExitCodes.USAGE, "the two passwords differ");
    }
    return password;
  }

  /** Generates a password: 24 letters and digits, 139 bits. */
  static String generate(SecureRandom random) {
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < GENERATED_LENGTH; i++) {
      password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return password.toString();
  }

  private String answer(String question, String instead) {
    return console
        .terminal()
        .askSecret(question)
        .filter(password -> !password.isEmpty())
        .orElseThrow(
            () -> new CommandFailure(ExitCodes.USAGE, "no password was given: use " + instead));
  }

  private static String firstLine(String text, String where) {
    return text.lines()
        .findFirst()
        .filter(line -> !line.isEmpty())
        .orElseThrow(() -> new CommandFailure(ExitCodes.USAGE, "there is no password in " + where));
  }
}
