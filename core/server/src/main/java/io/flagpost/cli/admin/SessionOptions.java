package io.flagpost.cli.admin;

import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.platform.files.TextFile;
import io.flagpost.platform.files.TextFile.NoTextException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the commands that begin and end a session: which file keeps it. */
final class SessionOptions {
  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      order = 1_002,
      description =
          "The file that keeps the session (default: the file in "
              + UserFolder.SESSION_VARIABLE
              + ", or "
              + UserFolder.STANDARD_SESSION
              + ")")
  private @Nullable Path sessionFile;

  /**
   * The file, whether it exists or not.
   *
   * @throws CommandFailure if it holds a token of another kind, which must not be lost
   */
  Path file(Console console) {
    Path file = sessionFile == null ? UserFolder.session(console) : sessionFile;
    try {
      String content = Files.exists(file) ? TextFile.read(file).strip() : "";
      if (!content.isEmpty() && !Session.isIn(content)) {
        throw new CommandFailure(
            ExitCodes.USAGE,
            file
                + " holds no session of flagpost login, and is left alone: give --token-file FILE");
      }
      return file;
    } catch (NoTextException e) {
      throw new CommandFailure(ExitCodes.USAGE, e.sentence());
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.USAGE, "cannot read " + file + ": " + e);
    }
  }
}
