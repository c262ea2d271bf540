package io.flagpost.cli.admin;

import io.flagpost.admin.identity.EndedAccess;
import io.flagpost.admin.identity.FirstAdministrator;
import io.flagpost.admin.identity.PasswordHasher;
import io.flagpost.cli.console.ConfigOptions;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flagpost admin create|reset-password|revoke-sessions}. */
@Command(
    name = "admin",
    description = {
      "Manage accounts directly in the database, without signing in.",
      "For the first administrator, and for emergencies. Run it on a node, with its"
          + " configuration and as its user; a gateway may be running. An embedded"
          + " PostgreSQL that is not running is started temporarily."
    },
    exitCodeList = {"0:done", "1:failed, or refused", "2:the command line is wrong"})
public final class DirectCommand {
  private final Console console;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  public DirectCommand(Console console, Clock clock) {
    this.console = console;
    this.clock = clock;
  }

  /** The source of a new password. */
  static final class NewPassword {
    @Option(
        names = "--password-file",
        paramLabel = "FILE",
        description = "The password is the first line of this file")
    private @Nullable Path file;

    @Option(names = "--password-stdin", description = "Read the password from the standard input")
    private boolean piped;

    @Option(names = "--generate-password", description = "Generate a password and print it once")
    private boolean generated;
  }

  @Command(
      name = "create",
      sortOptions = false,
      description = {
        "Create an account with all permissions.",
        "The password is asked for, unless one of the options, FLAGPOST_PASSWORD or"
            + " FLAGPOST_PASSWORD_FILE provides it."
      },
      exitCodeList = {
        "0:made",
        "1:the name is taken, the password is too weak, or the database cannot be used",
        "2:the command line is wrong"
      })
  int create(
      @Option(names = "--name", required = true, paramLabel = "NAME", description = "Its name")
          String name,
      @ArgGroup @Nullable NewPassword source,
      @Mixin ConfigOptions config) {
    String password = password(source);
    with(config, accounts -> accounts.create(name, password));
    return done(
        "The administrator " + name + " can sign in: flagpost login --user " + name,
        source,
        password);
  }

  @Command(
      name = "reset-password",
      sortOptions = false,
      description = {
        "Set a new password for an account, and end its sessions and personal access tokens.",
        "The password is asked for, unless one of the options, FLAGPOST_PASSWORD or"
            + " FLAGPOST_PASSWORD_FILE provides it."
      },
      exitCodeList = {
        "0:done",
        "1:there is no such account, the password is too weak, or the database cannot be used",
        "2:the command line is wrong"
      })
  int resetPassword(
      @Option(names = "--name", required = true, paramLabel = "NAME", description = "Whose")
          String name,
      @ArgGroup @Nullable NewPassword source,
      @Mixin ConfigOptions config) {
    String password = password(source);
    with(config, accounts -> accounts.resetPassword(name, password));
    return done(
        name + " has the new password; all its sessions and personal access tokens have ended.",
        source,
        password);
  }

  @Command(
      name = "revoke-sessions",
      sortOptions = false,
      description = "End the sessions and personal access tokens of one account, or of all.",
      exitCodeList = {
        "0:done",
        "1:there is no such account, or the database cannot be used",
        "2:the command line is wrong"
      })
  int revokeSessions(
      @Option(names = "--name", paramLabel = "NAME", description = "Whose (default: everybody's)")
          @Nullable String name,
      @Mixin ConfigOptions config) {
    EndedAccess ended =
        with(
            config,
            accounts -> name == null ? accounts.revokeSessions() : accounts.revokeSessions(name));
    return done(
        "Sessions ended: "
            + ended.sessions()
            + System.lineSeparator()
            + "Personal access tokens revoked: "
            + ended.tokens(),
        null,
        "");
  }

  private String password(@Nullable NewPassword source) {
    Passwords passwords = new Passwords(console);
    if (source != null && source.file != null) {
      return passwords.inFile(source.file);
    }
    if (source != null && source.piped) {
      return passwords.piped();
    }
    if (source != null && source.generated) {
      return Passwords.generate(random);
    }
    Optional<String> given = passwords.inEnvironment();
    return given.orElseGet(
        () -> passwords.ask("New password", true, "--password-file or --generate-password"));
  }

  private int done(String message, @Nullable NewPassword source, String password) {
    console.out().println(message);
    if (source != null && source.generated) {
      console.out().println();
      console.out().println("  password: " + password);
      console.out().println();
      console.out().println("  Save it now: it is shown only once.");
    }
    console.out().flush();
    return ExitCodes.OK;
  }

  private <T> T with(ConfigOptions options, Function<FirstAdministrator, Future<T>> work) {
    return new DirectWork(console, clock, random)
        .run(options, tools -> work.apply(accounts(tools)));
  }

  private FirstAdministrator accounts(DirectWork.Tools tools) {
    PasswordHasher hasher =
        new PasswordHasher(tools.vertx().createSharedWorkerExecutor("passwords", 1), random);
    return new FirstAdministrator(tools.pool(), tools.changes(), hasher, clock);
  }
}
