package io.flagpost.signing;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.kek.KeyEncryptionException;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.wire.KeyStrength;
import io.flagpost.wire.SigningAlgorithm;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the first signing keys, and loads the keys in PostgreSQL into a key ring. Any thread;
 * completes on the caller's context; expensive work runs off the event loops.
 */
public final class SigningKeyStore {
  private static final Logger LOG = LoggerFactory.getLogger(SigningKeyStore.class);

  private static final String SELECT =
      "SELECT key_id, product_id, algorithm, public_key, created_at, not_before, sign_until,"
          + " publish_until, revision, kek_id, private_key FROM signing_key"
          + " WHERE publish_until IS NULL OR publish_until > $1 ORDER BY key_id";

  private final Vertx vertx;
  private final Pool pool;
  private final SigningKeyTable table;
  private final SignatureProvider provider;
  private final Clock clock;

  public SigningKeyStore(
      Vertx vertx, Pool pool, KeyWrapping wrapping, SignatureProvider provider, Clock clock) {
    this.vertx = vertx;
    this.pool = pool;
    this.table = new SigningKeyTable(wrapping);
    this.provider = provider;
    this.clock = clock;
  }

  /**
   * Creates the global key if there is none, and only one even if several nodes start at once.
   *
   * @return true if this call created it
   */
  public Future<Boolean> ensureGlobalKey() {
    return ensureKey(null, SigningAlgorithm.RS256);
  }

  /**
   * Creates a product's own signing key, in force at once, unless it already has one, which is then
   * left unchanged.
   *
   * @return true if this call created it
   */
  public Future<Boolean> createProductKey(long productId, SigningAlgorithm algorithm) {
    return ensureKey(productId, algorithm);
  }

  /**
   * Loads every key that may sign, or that clients may encounter, now or later. Fails with a {@link
   * KeyEncryptionException} if the key-encryption key does not open them, and with an {@link
   * IllegalStateException} if there is no active global key or a stored key is unusable.
   *
   * @param known the newest ring, if there is one; its keys are not opened again
   */
  Future<HeldKeys> load(@Nullable KeyRing known) {
    Instant now = clock.instant();
    return pool.preparedQuery(SELECT)
        .execute(Tuple.of(DbTimestamps.utc(now)))
        .map(SigningKeyTable::sealedKeys)
        .compose(stored -> vertx.executeBlocking(() -> hold(stored, known, now), false));
  }

  /**
   * Opens keys that were stored elsewhere than in the database. Blocking.
   *
   * @throws KeyEncryptionException if the key-encryption key does not open them
   * @throws IllegalStateException if none of them is a global key that is active now, or one is
   *     unusable
   */
  public HeldKeys hold(SealedKeys stored) {
    return hold(stored, null, clock.instant());
  }

  private HeldKeys hold(SealedKeys stored, @Nullable KeyRing known, Instant now) {
    List<SigningKey> keys = new ArrayList<>();
    for (SealedKeys.Entry entry : stored.keys()) {
      keys.add(take(entry, known));
    }
    return new HeldKeys(KeyRing.at(now, keys), stored);
  }

  private Future<Boolean> ensureKey(@Nullable Long productId, SigningAlgorithm algorithm) {
    return pool.withTransaction(
        connection ->
            table
                .lock(connection)
                .compose(locked -> table.ofOwner(connection, productId))
                .compose(
                    keys ->
                        keys.stream().anyMatch(this::isInUse)
                            ? Future.succeededFuture(false)
                            : insertKey(connection, productId, algorithm)));
  }

  private boolean isInUse(KeyRecord key) {
    KeyState state = key.state(clock.instant());
    return state == KeyState.ACTIVE || state == KeyState.PENDING;
  }

  private Future<Boolean> insertKey(
      SqlConnection connection, @Nullable Long productId, SigningAlgorithm algorithm) {
    return vertx
        .executeBlocking(() -> KeyMaterial.generate(KeyStrength.MINIMUM_BITS, provider), false)
        .compose(made -> table.insert(connection, newKey(productId, algorithm, made), made))
        .onSuccess(
            done ->
                LOG.info(
                    "Made {} ({})",
                    productId == null
                        ? "the global signing key"
                        : "a signing key for product " + productId,
                    algorithm))
        .map(true);
  }

  private KeyRecord newKey(
      @Nullable Long productId, SigningAlgorithm algorithm, KeyMaterial material) {
    // PostgreSQL stores microseconds; a key signs from the beginning of the second in which it was
    // created.
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return new KeyRecord(
        material.keyId(), productId, algorithm, material.publicKey(), now, now, null, null, 1);
  }

  private SigningKey take(SealedKeys.Entry entry, @Nullable KeyRing known) {
    KeyRecord stored = entry.key();
    PublishedKey published =
        new PublishedKey(
            stored.productId(), stored.algorithm(), stored.publicKey(), stored.notBefore());
    SigningKey held = known == null ? null : known.withId(stored.keyId());
    if (held != null) {
      return held.with(published, stored.signUntil(), stored.publishUntil());
    }
    byte[] pkcs8 = table.open(entry);
    try {
      SigningKey key =
          new SigningKey(
              published, provider.privateKey(pkcs8), stored.signUntil(), stored.publishUntil());
      KeySigner.prove(key, provider);
      return key;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("stored signing key " + stored.keyId() + " is unusable", e);
    }
  }
}
