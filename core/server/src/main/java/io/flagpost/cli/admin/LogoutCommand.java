package io.flagpost.cli.admin;

import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code flagpost logout}. */
@Command(
    name = "logout",
    description = {
      "End the session of flagpost login, and forget it.",
      "The session is forgotten here even if the gateway cannot be reached."
    },
    sortOptions = false)
final class LogoutCommand implements Callable<Integer> {
  static final String PATH = "/admin/v1/logout";

  private final Console console;
  private final Clock clock;

  @Mixin private final GatewayOptions connection = new GatewayOptions();

  @Mixin private final SessionOptions session = new SessionOptions();

  LogoutCommand(Console console, Clock clock) {
    this.console = console;
    this.clock = clock;
  }

  @Override
  public Integer call() throws InterruptedException {
    Path file = session.file(console);
    if (Files.notExists(file)) {
      console.out().println("Not signed in.");
      console.out().flush();
      return ExitCodes.OK;
    }
    AdminHttp http = connection.http(console);
    SessionTokens tokens = new SessionTokens(file, http, clock);
    tokens.read(); // refuses a damaged session, and one for another gateway
    try {
      new AdminClient(http, tokens).call(Call.of("POST", PATH));
    } catch (CommandFailure e) {
      if (e.exitCode() != ExitCodes.NOT_PERMITTED) {
        forget(file);
        throw e;
      } // it had ended before
    }
    forget(file);
    console.out().println("Signed out.");
    console.out().flush();
    return ExitCodes.OK;
  }

  private static void forget(Path file) {
    try {
      Files.deleteIfExists(file);
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".lock"));
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.FAILED, "cannot delete " + file + ": " + e);
    }
  }
}
