package io.flagpost.cli.admin;

import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.platform.files.TextFile;
import io.flagpost.platform.files.TextFile.NoTextException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that needs a token: where it comes from. */
final class TokenOptions {
  /** The variable that holds a token. It precedes all files but the one that an option names. */
  static final String VARIABLE = "FLAGPOST_TOKEN";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      order = 1_002,
      description =
          "A file with a personal access token, or with the session that flagpost login keeps"
              + " (default: the token in "
              + VARIABLE
              + ", the file in "
              + UserFolder.SESSION_VARIABLE
              + ", or "
              + UserFolder.STANDARD_SESSION
              + ")")
  private @Nullable Path tokenFile;

  /** The token for requests to a gateway. */
  Tokens tokens(Console console, AdminHttp http, Clock clock) {
    Path given = tokenFile;
    if (given != null) {
      return inFile(given, http, clock);
    }
    Optional<String> token = console.variable(VARIABLE);
    if (token.isPresent()) {
      return new FixedToken(token.get().strip());
    }
    Path session = UserFolder.session(console);
    if (Files.notExists(session)) {
      throw new CommandFailure(
          ExitCodes.NOT_PERMITTED,
          "you are not signed in: use flagpost login, or give a token (FLAGPOST_TOKEN,"
              + " --token-file)");
    }
    return inFile(session, http, clock);
  }

  private static Tokens inFile(Path file, AdminHttp http, Clock clock) {
    try {
      String content = TextFile.read(file).strip();
      return Session.isIn(content) ? new SessionTokens(file, http, clock) : new FixedToken(content);
    } catch (NoTextException e) {
      throw new CommandFailure(ExitCodes.USAGE, e.sentence());
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.USAGE, "cannot read the token in " + file + ": " + e);
    }
  }
}
