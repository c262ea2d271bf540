package io.flagpost.admin.identity;

import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * What is known of identities: its tables, and the connections by which they are read. Changes go
 * through {@link io.flagpost.admin.audit.Changes}, with these tables on its connection. Any thread.
 *
 * @param attempts what was tried with wrong passwords, which is counted by its own connections
 */
record IdentityStore(
    Pool pool,
    AccountTable accounts,
    SessionTable sessions,
    PersonalTokenTable personalTokens,
    LoginAttempts attempts,
    KnownDevices devices) {

  static IdentityStore of(Pool pool, SecureRandom random, Clock clock) {
    return new IdentityStore(
        pool,
        new AccountTable(clock),
        new SessionTable(),
        new PersonalTokenTable(),
        new LoginAttempts(pool, clock),
        new KnownDevices(random));
  }
}
