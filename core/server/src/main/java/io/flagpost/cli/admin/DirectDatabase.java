package io.flagpost.cli.admin;

import io.flagpost.node.config.Config;
import io.flagpost.platform.database.DatabaseAccess;
import io.flagpost.platform.database.DatabaseException;
import io.flagpost.platform.database.DatabaseSettings;
import io.flagpost.platform.database.EmbeddedDatabase;
import io.flagpost.platform.database.FolderLock;
import io.flagpost.platform.database.Schema;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The database of a configuration, for a command that works on it directly, with or without a
 * running gateway. If the data folder is not in use, no older gateway can be running on it: then
 * the schema is migrated, and an embedded PostgreSQL runs for as long as this is open. Blocking.
 */
public final class DirectDatabase implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final DatabaseAccess access;
  private final @Nullable EmbeddedDatabase embedded;
  private final @Nullable FolderLock lock;

  private DirectDatabase(
      DatabaseAccess access, @Nullable EmbeddedDatabase embedded, @Nullable FolderLock lock) {
    this.access = access;
    this.embedded = embedded;
    this.lock = lock;
  }

  /**
   * Opens it.
   *
   * @param version the version of the embedded PostgreSQL's programs
   * @throws DatabaseException if it cannot be used
   * @throws IOException if the data folder cannot be used
   */
  public static DirectDatabase open(Config config, String version) throws IOException {
    Optional<FolderLock> lock = FolderLock.takeIfFree(config.data().dir());
    if (lock.isEmpty()) {
      return new DirectDatabase(running(config), null, null);
    }
    try {
      DirectDatabase database = start(config, version, lock.get());
      try {
        Schema.migrate(database.access);
        return database;
      } catch (RuntimeException | Error e) {
        database.close();
        throw e;
      }
    } catch (RuntimeException | Error e) {
      lock.get().close();
      throw e;
    }
  }

  /** The connection options. */
  public DatabaseSettings settings() {
    return access.node();
  }

  /** The same as the owner of the tables; may be the same user. */
  public DatabaseSettings ownerSettings() {
    return access.maintenance();
  }

  @Override
  public void close() throws IOException {
    if (embedded != null) {
      embedded.stop(STOP_LIMIT);
    }
    if (lock != null) {
      lock.close();
    }
  }

  private static DatabaseAccess running(Config config) {
    return config.database().url().isEmbedded()
        ? EmbeddedDatabase.running(folder(config))
        : config.database().access();
  }

  private static DirectDatabase start(Config config, String version, FolderLock lock) {
    if (!config.database().url().isEmbedded()) {
      return new DirectDatabase(config.database().access(), null, lock);
    }
    EmbeddedDatabase embedded = EmbeddedDatabase.start(folder(config), version, new SecureRandom());
    return new DirectDatabase(embedded.access(), embedded, lock);
  }

  private static Path folder(Config config) {
    return config.data().dir().resolve("pg");
  }
}
