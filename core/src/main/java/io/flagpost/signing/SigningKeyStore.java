package io.flagpost.signing;

import io.flagpost.kek.KeyEncryptionException;
import io.flagpost.kek.KeyEncryptionKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signing keys in PostgreSQL, the private ones wrapped under the key-encryption key. Any
 * thread; completes on the caller's context, with the heavy work done off the event loops.
 */
public final class SigningKeyStore {
  private static final Logger LOG = LoggerFactory.getLogger(SigningKeyStore.class);

  /** Whoever makes a key holds this advisory lock until the end of the transaction. */
  private static final long LOCK = 0x666c_6167_6b65_7973L;

  private static final String SELECT =
      "SELECT key_id, product_id, algorithm, public_key, private_key, kek_id, not_before, sign_until"
          + " FROM signing_key WHERE publish_until IS NULL OR publish_until > $1";

  private static final String COUNT_CURRENT =
      "SELECT count(*) FROM signing_key WHERE product_id IS NOT DISTINCT FROM $1"
          + " AND (sign_until IS NULL OR sign_until > $2)";

  private static final String INSERT =
      "INSERT INTO signing_key"
          + " (key_id, product_id, algorithm, public_key, private_key, kek_id, not_before)"
          + " VALUES ($1, $2, $3, $4, $5, $6, $7)";

  private final Vertx vertx;
  private final Pool pool;
  private final KeyEncryptionKey kek;
  private final SignatureProvider provider;
  private final Clock clock;

  public SigningKeyStore(
      Vertx vertx, Pool pool, KeyEncryptionKey kek, SignatureProvider provider, Clock clock) {
    this.vertx = vertx;
    this.pool = pool;
    this.kek = kek;
    this.provider = provider;
    this.clock = clock;
  }

  /**
   * Makes the global key if there is none; however many nodes start at once, one key comes of it.
   *
   * @return true if this call made it
   */
  public Future<Boolean> ensureGlobalKey() {
    return ensureKey(null, SigningAlgorithm.RS256);
  }

  /**
   * Gives a product a signing key of its own, unless it has one; that one then stays as it is.
   *
   * @return true if this call made it
   */
  public Future<Boolean> createProductKey(long productId, SigningAlgorithm algorithm) {
    return ensureKey(productId, algorithm);
  }

  /**
   * Loads every key that may sign or be met now or later. Fails with a {@link
   * KeyEncryptionException} when the key-encryption key does not open them, with an {@link
   * IllegalStateException} when there is no active global key or a stored key is of no use.
   */
  public Future<KeyRing> load() {
    Instant now = clock.instant();
    return pool.preparedQuery(SELECT)
        .execute(Tuple.of(utc(now)))
        .compose(rows -> vertx.executeBlocking(() -> KeyRing.at(now, unwrapAll(rows)), false));
  }

  private Future<Boolean> ensureKey(@Nullable Long productId, SigningAlgorithm algorithm) {
    return pool.withTransaction(
        connection ->
            connection
                .preparedQuery("SELECT pg_advisory_xact_lock($1)")
                .execute(Tuple.of(LOCK))
                .compose(locked -> hasKey(connection, productId))
                .compose(
                    has ->
                        has
                            ? Future.succeededFuture(false)
                            : insertKey(connection, productId, algorithm)));
  }

  private Future<Boolean> hasKey(SqlConnection connection, @Nullable Long productId) {
    return connection
        .preparedQuery(COUNT_CURRENT)
        .execute(Tuple.of(productId, utc(clock.instant())))
        .map(rows -> rows.iterator().next().getLong(0) > 0);
  }

  private Future<Boolean> insertKey(
      SqlConnection connection, @Nullable Long productId, SigningAlgorithm algorithm) {
    return vertx
        .executeBlocking(() -> newKey(productId, algorithm), false)
        .compose(row -> connection.preparedQuery(INSERT).execute(row))
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

  private Tuple newKey(@Nullable Long productId, SigningAlgorithm algorithm)
      throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(PublishedKey.MINIMUM_BITS);
    KeyPair pair = generator.generateKeyPair();
    // PostgreSQL keeps microseconds; a key signs from the second on in which it was made.
    Instant notBefore = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    PublishedKey key =
        new PublishedKey(productId, algorithm, (RSAPublicKey) pair.getPublic(), notBefore);
    byte[] wrapped = kek.seal(pair.getPrivate().getEncoded(), context(productId, key.keyId()));
    return Tuple.of(
        key.keyId(),
        productId,
        algorithm.name(),
        Buffer.buffer(pair.getPublic().getEncoded()),
        Buffer.buffer(wrapped),
        kek.id(),
        utc(notBefore));
  }

  private List<SigningKey> unwrapAll(RowSet<Row> rows) {
    List<SigningKey> keys = new ArrayList<>(rows.size());
    for (Row row : rows) {
      keys.add(unwrap(row));
    }
    return keys;
  }

  private SigningKey unwrap(Row row) {
    String keyId = row.getString("key_id");
    Long productId = row.getLong("product_id");
    if (!row.getString("kek_id").equals(kek.id())) {
      throw new KeyEncryptionException(
          "the key-encryption key in use (%s) is not the one that signing key %s is stored under (%s):"
                  .formatted(kek.id(), keyId, row.getString("kek_id"))
              + " put the right file back from the backup (every node needs the same one)");
    }
    try {
      byte[] spki = row.getBuffer("public_key").getBytes();
      RSAPublicKey publicKey =
          (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(spki));
      PrivateKey privateKey =
          provider.privateKey(
              kek.open(row.getBuffer("private_key").getBytes(), context(productId, keyId)));
      PublishedKey published =
          new PublishedKey(
              productId,
              SigningAlgorithm.valueOf(row.getString("algorithm")),
              publicKey,
              row.getOffsetDateTime("not_before").toInstant());
      if (!published.keyId().equals(keyId)) {
        throw new IllegalStateException("its public key is another one");
      }
      OffsetDateTime signUntil = row.getOffsetDateTime("sign_until");
      return new SigningKey(
          published, privateKey, signUntil == null ? null : signUntil.toInstant());
    } catch (KeyEncryptionException e) {
      throw new KeyEncryptionException("signing key " + keyId + " cannot be opened", e);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new IllegalStateException("stored signing key " + keyId + " is of no use", e);
    }
  }

  /** Ties a wrapped key to its row: moved to another product or key, it does not open. */
  private static String context(@Nullable Long productId, String keyId) {
    return "flagpost signing key|" + (productId == null ? "global" : productId) + "|" + keyId;
  }

  private static OffsetDateTime utc(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC);
  }
}
