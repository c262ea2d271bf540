package io.flagpost.cli.admin;

import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.audit.Changes;
import io.flagpost.admin.audit.PgAuditLog;
import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.ConfigOptions;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.node.KeySources;
import io.flagpost.node.config.Config;
import io.flagpost.node.config.InvalidConfigException;
import io.flagpost.node.config.Mode;
import io.flagpost.platform.database.DatabaseException;
import io.flagpost.platform.database.DatabaseSettings;
import io.flagpost.platform.kek.KeyEncryptionException;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.platform.ops.BuildInfo;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Runs a command's work directly on the database, without a gateway. Blocking. */
final class DirectWork {
  private static final long PATIENCE_SECONDS = 60;

  private final Console console;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * The resources of the work.
   *
   * @param pool one connection
   * @param changes makes every change, so that it is logged
   */
  record Tools(Vertx vertx, Pool pool, Changes changes) {}

  DirectWork(Console console, Clock clock, SecureRandom random) {
    this.console = console;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Runs it on the database of a configuration, which is opened only for that time.
   *
   * @throws CommandFailure if it fails for a reason that the user can correct
   */
  <T> T run(ConfigOptions options, Function<Tools, Future<T>> work) {
    return run(options, DirectDatabase::settings, work);
  }

  /** The same as the owner of the tables. */
  <T> T runAsOwner(ConfigOptions options, Function<Tools, Future<T>> work) {
    return run(options, DirectDatabase::ownerSettings, work);
  }

  private <T> T run(
      ConfigOptions options,
      Function<DirectDatabase, DatabaseSettings> user,
      Function<Tools, Future<T>> work) {
    try {
      Config config = options.load(console, Mode.PRODUCTION).config();
      try (DirectDatabase database = DirectDatabase.open(config, BuildInfo.read().postgresql())) {
        return run(config, user.apply(database), work);
      }
    } catch (InvalidConfigException | DatabaseException | KeyEncryptionException e) {
      throw new CommandFailure(ExitCodes.FAILED, String.valueOf(e.getMessage()));
    } catch (ProblemException e) {
      throw new CommandFailure(ExitCodes.FAILED, text(e.problem()));
    } catch (IOException | TimeoutException e) {
      throw new CommandFailure(ExitCodes.FAILED, "the database cannot be used: " + e);
    }
  }

  private <T> T run(Config config, DatabaseSettings settings, Function<Tools, Future<T>> work)
      throws TimeoutException {
    KeyWrapping wrapping = new KeySources(config, Mode.PRODUCTION, random).load();
    Vertx vertx = Vertx.vertx();
    try {
      Pool pool =
          PgBuilder.pool()
              .using(vertx)
              .with(new PoolOptions().setMaxSize(1))
              .connectingTo(settings.connectOptions())
              .build();
      Changes changes = new Changes(pool, new PgAuditLog(wrapping, clock));
      return work.apply(new Tools(vertx, pool, changes))
          .eventually(pool::close)
          .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } finally {
      vertx.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static String text(Problem problem) {
    StringBuilder text = new StringBuilder(problem.title() + ": " + problem.detail());
    for (FieldError error : problem.errors()) {
      text.append(System.lineSeparator()).append("  " + error.field() + ": " + error.reason());
    }
    return text.toString();
  }
}
