package io.flagpost.admin.identity;

import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.Authenticator;
import io.flagpost.admin.audit.Changes;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.platform.kek.ReEncryptable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sign-in as a whole: who is asked about bearer tokens, and the operations. Any thread. */
public final class IdentityService {
  private static final Logger LOG = LoggerFactory.getLogger(IdentityService.class);
  private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(10);

  /** How long what expired can still be looked at. */
  private static final Duration KEPT = Duration.ofDays(30);

  private final Vertx vertx;
  private final Clock clock;
  private final IdentityStore store;
  private final AdminTokenKeys keys;
  private final AccessTokens tokens;
  private final Authenticator authenticator;
  private final Map<String, AdminOperation> operations = new LinkedHashMap<>();
  private final long sweeping;

  private IdentityService(
      Vertx vertx,
      Pool pool,
      Changes changes,
      PasswordHasher hasher,
      IdentitySettings settings,
      SecureRandom random,
      Clock clock) {
    this.vertx = vertx;
    this.clock = clock;
    this.store = IdentityStore.of(pool, random, clock);
    keys = new AdminTokenKeys(vertx, pool, random, clock);
    tokens = new AccessTokens(vertx, settings.accessTokenLifetime(), clock);
    authenticator =
        new BearerAuthenticator(store, tokens, issuer(vertx, settings.oidc(), clock), clock);
    SignIn signIn =
        new SignIn(store, changes, hasher, tokens, settings.sessionLifetime(), random, clock);
    AccountChanges work = new AccountChanges(store, clock);
    operations.putAll(
        new OwnOperations(signIn, new OwnPassword(store, changes, hasher, clock)).operations());
    operations.putAll(new AccountOperations(store, changes, work, hasher).operations());
    operations.putAll(new TokenOperations(store, changes, random, clock).operations());
    sweeping = vertx.setPeriodic(SWEEP_INTERVAL.toMillis(), timer -> sweep());
  }

  /** One that lets nobody in yet. */
  public static IdentityService create(
      Vertx vertx,
      Pool pool,
      Changes changes,
      PasswordHasher hasher,
      IdentitySettings settings,
      SecureRandom random,
      Clock clock) {
    return new IdentityService(vertx, pool, changes, hasher, settings, random, clock);
  }

  /**
   * Loads the keys that sign access tokens, or makes them at first start. Fails with a {@link
   * io.flagpost.platform.kek.KeyEncryptionException} if the key-encryption key does not open them;
   * may be called again then.
   *
   * @param wrapping what they are sealed with in the database
   */
  public Future<Void> start(KeyWrapping wrapping) {
    return keys.loadOrCreate(wrapping).onSuccess(tokens::use).mapEmpty();
  }

  /** Who tells whose a bearer token is. */
  public Authenticator authenticator() {
    return authenticator;
  }

  /** The operations of {@code openapi/admin/identity.yaml}. */
  public Map<String, AdminOperation> operations() {
    return Map.copyOf(operations);
  }

  /** What is stored here under the key-encryption key. */
  public ReEncryptable reEncryptable() {
    return keys;
  }

  /** Stops clearing up. */
  public void close() {
    vertx.cancelTimer(sweeping);
  }

  /** Deletes what has been over for long. */
  Future<Void> sweep() {
    Instant before = clock.instant().minus(KEPT);
    return store
        .attempts()
        .sweep()
        .compose(done -> store.sessions().sweep(store.pool(), before))
        .compose(done -> store.personalTokens().sweep(store.pool(), before))
        .compose(done -> store.devices().sweep(store.pool(), clock.instant()))
        .onFailure(e -> LOG.warn("Old sessions and tokens cannot be deleted: {}", e.toString()));
  }

  private static @Nullable OidcIssuer issuer(
      Vertx vertx, @Nullable OidcSettings settings, Clock clock) {
    if (settings == null) {
      return null;
    }
    JwksSource source = new JwksSource(vertx, settings);
    return new OidcIssuer(settings, new IssuerKeys(vertx, source::fetch, settings, clock), clock);
  }
}
