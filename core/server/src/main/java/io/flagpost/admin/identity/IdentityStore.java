package io.flagpost.admin.identity;

import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * The tables of identities, and the pool that reads them. Changes go through {@link
 * io.flagpost.admin.audit.Changes}, with these tables on its connection. Any thread.
 *
 * @param attempts failed sign-ins, counted through connections of their own
 */
record IdentityStore(
    Pool pool,
    AccountTable accounts,
    RoleTable roles,
    SessionTable sessions,
    PersonalTokenTable personalTokens,
    LoginAttempts attempts,
    KnownDevices devices) {

  static IdentityStore of(Pool pool, SecureRandom random, Clock clock) {
    return new IdentityStore(
        pool,
        new AccountTable(clock),
        new RoleTable(),
        new SessionTable(),
        new PersonalTokenTable(),
        new LoginAttempts(pool, clock),
        new KnownDevices(random));
  }
}
