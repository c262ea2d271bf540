package io.flagpost.cli.admin;

import io.flagpost.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import org.jspecify.annotations.Nullable;

/**
 * What can be done to accounts by whoever has the database, without being signed in. Every change
 * is in the audit log.
 */
public interface Administrators {

  /** Makes them on an open database. */
  interface Opening {
    /**
     * @param config where the key-encryption key is, among others
     */
    Administrators on(Vertx vertx, Pool pool, Config config);
  }

  /**
   * Makes an account that may do everything.
   *
   * @return fails with {@link io.flagpost.admin.ProblemException} if there is one of this name, or
   *     name or password break the rules
   */
  Future<Void> create(String name, String password);

  /** Gives an account another password, ends its sessions, and lets it sign in again. */
  Future<Void> resetPassword(String name, String password);

  /**
   * Ends sessions.
   *
   * @param name whose; null: everybody's
   * @return how many
   */
  Future<Integer> revokeSessions(@Nullable String name);
}
