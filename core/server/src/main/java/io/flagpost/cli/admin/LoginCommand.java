package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.cli.console.PrivateFile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flagpost login}. */
@Command(
    name = "login",
    description = {
      "Sign in, and keep the session for later commands.",
      "The password is asked for, unless one of the options, FLAGPOST_PASSWORD or"
          + " FLAGPOST_PASSWORD_FILE provides it. The session is renewed automatically until"
          + " flagpost logout, or until it has not been used for a long time."
    },
    sortOptions = false)
final class LoginCommand implements Callable<Integer> {
  static final String PATH = "/admin/v1/login";

  private final Console console;
  private final Clock clock;

  @Option(
      names = {"-u", "--user"},
      paramLabel = "NAME",
      description = "The account (default: it is asked for)")
  private @Nullable String user;

  @ArgGroup private @Nullable Source source;

  @Mixin private final GatewayOptions connection = new GatewayOptions();

  @Mixin private final SessionOptions session = new SessionOptions();

  private static final class Source {
    @Option(
        names = "--password-file",
        paramLabel = "FILE",
        description = "The password is the first line of this file")
    private @Nullable Path file;

    @Option(names = "--password-stdin", description = "Read the password from the standard input")
    private boolean piped;
  }

  LoginCommand(Console console, Clock clock) {
    this.console = console;
    this.clock = clock;
  }

  @Override
  public Integer call() throws InterruptedException {
    AdminHttp http = connection.http(console);
    Path file = session.file(console);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    String name = user();
    body.put("name", name);
    body.put("password", password());
    DeviceFile devices = new DeviceFile(file);
    devices.token(http.url(), name).ifPresent(token -> body.put("device_token", token));
    Answer answer = http.send(Call.of("POST", PATH).with(body), null);
    if (answer.status() == 401) {
      throw new CommandFailure(ExitCodes.NOT_PERMITTED, "the name or the password is wrong");
    }
    Session begun = Session.of(http.url(), answer.orFail().body(), clock.instant());
    PrivateFile.write(file, begun.text());
    String device = answer.body().path("device_token").asText();
    if (!device.isEmpty()) {
      devices.keep(http.url(), name, device);
    }
    console.out().println("Signed in as " + name + " at " + http.url() + ".");
    console.out().flush();
    if (console.variable(TokenOptions.VARIABLE).isPresent()) {
      console
          .err()
          .println(
              "Warning: as long as "
                  + TokenOptions.VARIABLE
                  + " is set, commands use the token in it, not this session.");
      console.err().flush();
    }
    return ExitCodes.OK;
  }

  private String user() {
    String given = user;
    if (given != null) {
      return given;
    }
    return console
        .terminal()
        .ask("Name: ")
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .orElseThrow(
            () -> new CommandFailure(ExitCodes.USAGE, "no account was given: use --user NAME"));
  }

  private String password() {
    Passwords passwords = new Passwords(console);
    Source given = source;
    if (given != null && given.file != null) {
      return passwords.inFile(given.file);
    }
    if (given != null && given.piped) {
      return passwords.piped();
    }
    return passwords
        .inEnvironment()
        .orElseGet(() -> passwords.ask("Password", false, "--password-file or --password-stdin"));
  }
}
