package io.flagpost.signing;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.platform.kek.KeyEncryptionException;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.platform.kek.ReEncryptable;
import io.flagpost.wire.SigningAlgorithm;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The table of signing keys, whose private keys are encrypted under the key-encryption key. It
 * never returns a private key to other packages. Any thread; completes on the caller's context.
 */
public final class SigningKeyTable implements ReEncryptable {
  /** Creating or changing a key holds this advisory lock until the end of the transaction. */
  private static final long LOCK = 0x666c_6167_6b65_7973L;

  /** The public properties of every key, and its state; for lists. */
  public static final String RECORDS =
      """
      SELECT key_id, product_id, algorithm, public_key, created_at, not_before, sign_until,
             publish_until, revision,
             CASE WHEN publish_until <= now() THEN 'retired'
                  WHEN sign_until <= now() THEN 'retiring'
                  WHEN not_before > now() THEN 'pending'
                  ELSE 'active' END AS state
        FROM signing_key""";

  private static final String ALL =
      "SELECT * FROM signing_key ORDER BY product_id NULLS FIRST, not_before, key_id";

  private static final String INSERT =
      "INSERT INTO signing_key (key_id, product_id, algorithm, public_key, private_key, kek_id,"
          + " created_at, not_before, sign_until, publish_until)"
          + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

  private static final String SET_ENDS =
      "UPDATE signing_key SET sign_until = $2, publish_until = $3, revision = revision + 1"
          + " WHERE key_id = $1";

  private static final String RESEAL =
      "UPDATE signing_key SET private_key = $2, kek_id = $3 WHERE key_id = $1";

  private final KeyWrapping wrapping;

  public SigningKeyTable(KeyWrapping wrapping) {
    this.wrapping = wrapping;
  }

  /** Locks signing keys against concurrent changes until the end of the transaction. */
  public Future<Void> lock(SqlConnection connection) {
    return connection
        .preparedQuery("SELECT pg_advisory_xact_lock($1)")
        .execute(Tuple.of(LOCK))
        .mapEmpty();
  }

  /** The key of this id, if there is one. */
  public Future<Optional<KeyRecord>> find(SqlClient client, String keyId) {
    return read(client, SqlCondition.equal("key_id", keyId)).map(keys -> keys.stream().findFirst());
  }

  /** All keys of a product, or the global ones, in the order in which they sign. */
  public Future<List<KeyRecord>> ofOwner(SqlClient client, @Nullable Long productId) {
    return read(client, SqlCondition.of("product_id IS NOT DISTINCT FROM $1", productId));
  }

  /**
   * Adds a key. Fails with PostgreSQL's error if it exists, or if its owner has another key without
   * an end.
   */
  public Future<Void> insert(SqlConnection connection, KeyRecord key, KeyMaterial material) {
    byte[] sealed =
        wrapping.seal(material.privateKey().getEncoded(), context(key.productId(), key.keyId()));
    return connection
        .preparedQuery(INSERT)
        .execute(
            Tuple.of(
                key.keyId(),
                key.productId(),
                key.algorithm().name(),
                Buffer.buffer(key.publicKey().getEncoded()),
                Buffer.buffer(sealed),
                wrapping.currentId(),
                DbTimestamps.utcOrNull(key.createdAt()),
                DbTimestamps.utcOrNull(key.notBefore()),
                DbTimestamps.utcOrNull(key.signUntil()),
                DbTimestamps.utcOrNull(key.publishUntil())))
        .mapEmpty();
  }

  /** Sets the ends of a key, and increments its revision. */
  public Future<Void> setEnds(SqlConnection connection, KeyRecord key) {
    return connection
        .preparedQuery(SET_ENDS)
        .execute(
            Tuple.of(
                key.keyId(),
                DbTimestamps.utcOrNull(key.signUntil()),
                DbTimestamps.utcOrNull(key.publishUntil())))
        .mapEmpty();
  }

  /** Deletes a key that has never signed. */
  public Future<Void> delete(SqlConnection connection, String keyId) {
    return connection
        .preparedQuery("DELETE FROM signing_key WHERE key_id = $1")
        .execute(Tuple.of(keyId))
        .mapEmpty();
  }

  @Override
  public Future<Integer> reEncrypt(SqlConnection connection, KeyWrapping anew) {
    return lock(connection)
        .compose(
            locked ->
                connection
                    .preparedQuery(
                        "SELECT key_id, product_id, private_key, kek_id FROM signing_key"
                            + " WHERE kek_id <> $1")
                    .execute(Tuple.of(anew.currentId())))
        .compose(rows -> resealAll(connection, rows, anew));
  }

  /** Every key with its private key; only for {@link KeyBackup}. */
  Future<List<StoredKey>> all(SqlClient client) {
    return client
        .query(ALL)
        .execute()
        .map(rows -> list(rows, row -> new StoredKey(record(row), open(row, wrapping))));
  }

  /** A key with its private key, as PKCS #8. */
  @SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
  record StoredKey(KeyRecord key, byte[] pkcs8) {
    @Override
    public String toString() {
      return "StoredKey[" + key.keyId() + "]";
    }
  }

  /** Reads rows that have all columns, without opening keys. */
  static SealedKeys sealedKeys(RowSet<Row> rows) {
    return new SealedKeys(
        list(
            rows,
            row ->
                new SealedKeys.Entry(
                    record(row), row.getString("kek_id"), row.getBuffer("private_key"))));
  }

  /** A private key as PKCS #8. */
  byte[] open(SealedKeys.Entry entry) {
    KeyRecord key = entry.key();
    return open(key.productId(), key.keyId(), entry.kekId(), entry.sealed(), wrapping);
  }

  /** Reads a row of {@link #RECORDS}. */
  public static KeyRecord record(Row row) {
    String keyId = row.getString("key_id");
    try {
      byte[] spki = row.getBuffer("public_key").getBytes();
      RSAPublicKey publicKey =
          (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(spki));
      if (!PublishedKey.thumbprint(publicKey).equals(keyId)) {
        throw new IllegalStateException("its public key is another one");
      }
      return new KeyRecord(
          keyId,
          row.getLong("product_id"),
          SigningAlgorithm.valueOf(row.getString("algorithm")),
          publicKey,
          DbTimestamps.of(row, "created_at"),
          DbTimestamps.of(row, "not_before"),
          DbTimestamps.orNull(row, "sign_until"),
          DbTimestamps.orNull(row, "publish_until"),
          row.getLong("revision"));
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new IllegalStateException("stored signing key " + keyId + " is unusable", e);
    }
  }

  private Future<Integer> resealAll(SqlConnection connection, RowSet<Row> rows, KeyWrapping anew) {
    List<Tuple> updates =
        list(
            rows,
            row -> {
              String context = context(row.getLong("product_id"), row.getString("key_id"));
              Buffer sealed = Buffer.buffer(anew.seal(open(row, anew), context));
              return Tuple.of(row.getString("key_id"), sealed, anew.currentId());
            });
    return updates.isEmpty()
        ? Future.succeededFuture(0)
        : connection.preparedQuery(RESEAL).executeBatch(updates).map(updates.size());
  }

  private static byte[] open(Row row, KeyWrapping wrapping) {
    return open(
        row.getLong("product_id"),
        row.getString("key_id"),
        row.getString("kek_id"),
        row.getBuffer("private_key"),
        wrapping);
  }

  private static byte[] open(
      @Nullable Long productId, String keyId, String kekId, Buffer sealed, KeyWrapping wrapping) {
    try {
      return wrapping.open(kekId, sealed.getBytes(), context(productId, keyId));
    } catch (KeyEncryptionException e) {
      throw new KeyEncryptionException(
          String.format(Locale.ROOT, "signing key %s cannot be opened: %s", keyId, e.getMessage()),
          e);
    }
  }

  private static Future<List<KeyRecord>> read(SqlClient client, SqlCondition which) {
    return Sql.format("%s WHERE %s ORDER BY not_before, key_id", Sql.of(RECORDS), which.sql())
        .execute(client)
        .map(rows -> list(rows, SigningKeyTable::record));
  }

  private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> each) {
    List<T> list = new ArrayList<>(rows.size());
    rows.forEach(row -> list.add(each.apply(row)));
    return list;
  }

  /**
   * The associated data that binds a sealed key to its row: moved to another product or key, it
   * does not open.
   */
  private static String context(@Nullable Long productId, String keyId) {
    return "flagpost signing key|" + (productId == null ? "global" : productId) + "|" + keyId;
  }
}
