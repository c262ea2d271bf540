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

/** Sign-in as a whole: the authenticator of bearer tokens, and the operations. Any thread. */
public final class IdentityService {
  private static final Logger LOG = LoggerFactory.getLogger(IdentityService.class);
  private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(10);

  /** How long expired sessions and tokens can still be looked up. */
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
    authenticator = new BearerAuthenticator(store, tokens, issuer(settings.oidc()), clock);
    SignIn signIn =
        new SignIn(store, changes, hasher, tokens, settings.sessionLifetime(), random, clock);
    AccountChanges work = new AccountChanges(store, clock);
    operations.putAll(
        new OwnOperations(signIn, new OwnPassword(store, changes, hasher, clock)).operations());
    operations.putAll(new AccountOperations(store, changes, work, hasher).operations());
    operations.putAll(new RoleOperations(store, changes, clock).operations());
    operations.putAll(new TokenOperations(store, changes, random, clock).operations());
    sweeping = vertx.setPeriodic(SWEEP_INTERVAL.toMillis(), timer -> sweep());
  }

  /** Created without keys: nobody can sign in yet. */
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
   * Loads the keys that sign access tokens, or creates them at first start. Fails with a {@link
   * io.flagpost.platform.kek.KeyEncryptionException} if the key-encryption key does not open them;
   * may be called again then.
   *
   * @param wrapping seals them in the database
   */
  public Future<Void> start(KeyWrapping wrapping) {
    return keys.loadOrCreate(wrapping).onSuccess(tokens::use).mapEmpty();
  }

  /** The authenticator of bearer tokens. */
  public Authenticator authenticator() {
    return authenticator;
  }

  /** The operations of {@code openapi/admin/identity.yaml}. */
  public Map<String, AdminOperation> operations() {
    return Map.copyOf(operations);
  }

  /** The secrets that are sealed under the key-encryption key. */
  public ReEncryptable reEncryptable() {
    return keys;
  }

  /** Stops the periodic deletion. */
  public void close() {
    vertx.cancelTimer(sweeping);
  }

  /** Deletes sessions and tokens that expired long ago. */
  Future<Void> sweep() {
    Instant before = clock.instant().minus(KEPT);
    return store
        .attempts()
        .sweep()
        .compose(done -> store.sessions().sweep(store.pool(), before))
        .compose(done -> store.personalTokens().sweep(store.pool(), before))
        .compose(done -> store.devices().sweep(store.pool(), clock.instant()))
        .onFailure(e -> LOG.warn("Cannot delete old sessions and tokens: {}", e.toString()));
  }

  private @Nullable OidcIssuer issuer(@Nullable OidcSettings settings) {
    if (settings == null) {
      return null;
    }
    JwksSource source = new JwksSource(vertx, settings);
    return new OidcIssuer(
        settings,
        new IssuerKeys(vertx, source::fetch, settings, clock),
        names -> store.roles().named(store.pool(), names),
        clock);
  }
}
