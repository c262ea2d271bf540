package io.flagpost.admin.identity;

import static io.flagpost.platform.database.DbTimestamps.utc;

import io.flagpost.platform.coding.PemText;
import io.flagpost.platform.hash.Sha256;
import io.flagpost.platform.kek.KeyEncryptionException;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.platform.kek.ReEncryptable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that sign access tokens, in PostgreSQL, the private parts sealed under the
 * key-encryption key. Any thread; completes on the caller's context.
 */
public final class AdminTokenKeys implements ReEncryptable {
  /** Their algorithm (RFC 7518): ECDSA with P-256 and SHA-256. */
  static final String ALGORITHM = "ES256";

  private static final Logger LOG = LoggerFactory.getLogger(AdminTokenKeys.class);

  /** The creation of a key holds this advisory lock until the end of the transaction. */
  private static final long LOCK = 0x666c_6167_746f_6b6eL;

  private static final String SELECT =
      "SELECT key_id, public_key, sealed, kek_id FROM admin_token_key"
          + " ORDER BY created_at DESC, key_id";
  private static final String INSERT =
      "INSERT INTO admin_token_key (key_id, public_key, sealed, kek_id, created_at)"
          + " VALUES ($1, $2, $3, $4, $5)";
  private static final String SELECT_OTHERS =
      "SELECT key_id, sealed, kek_id FROM admin_token_key WHERE kek_id <> $1 FOR UPDATE";
  private static final String RESEAL =
      "UPDATE admin_token_key SET sealed = $2, kek_id = $3 WHERE key_id = $1";

  private final Vertx vertx;
  private final Pool pool;
  private final SecureRandom random;
  private final Clock clock;

  public AdminTokenKeys(Vertx vertx, Pool pool, SecureRandom random, Clock clock) {
    this.vertx = vertx;
    this.pool = pool;
    this.random = random;
    this.clock = clock;
  }

  /** One key pair: DER, the private part in PKCS #8. */
  static final class Pair {
    private final String keyId;
    private final byte[] publicKey;
    private final byte[] privateKey;

    private Pair(String keyId, byte[] publicKey, byte[] privateKey) {
      this.keyId = keyId;
      this.publicKey = publicKey;
      this.privateKey = privateKey;
    }

    String keyId() {
      return keyId;
    }

    Buffer publicPem() {
      return Buffer.buffer(PemText.write("PUBLIC KEY", publicKey));
    }

    Buffer privatePem() {
      return Buffer.buffer(PemText.write("PRIVATE KEY", privateKey));
    }

    @Override
    public String toString() {
      return "Pair[" + keyId + "]";
    }
  }

  /**
   * All keys, the signing one first; creates one if there is none, and only one even if several
   * nodes start at once. Fails with a {@link KeyEncryptionException} if the key-encryption key does
   * not open them.
   */
  Future<List<Pair>> loadOrCreate(KeyWrapping wrapping) {
    return pool.withTransaction(
        connection ->
            connection
                .preparedQuery("SELECT pg_advisory_xact_lock($1)")
                .execute(Tuple.of(LOCK))
                .compose(locked -> load(connection, wrapping))
                .compose(
                    keys ->
                        keys.isEmpty()
                            ? create(connection, wrapping).map(List::of)
                            : Future.succeededFuture(keys)));
  }

  @Override
  public Future<Integer> reEncrypt(SqlConnection connection, KeyWrapping wrapping) {
    return connection
        .preparedQuery(SELECT_OTHERS)
        .execute(Tuple.of(wrapping.currentId()))
        .compose(
            rows -> {
              List<Tuple> updates = new ArrayList<>();
              for (Row row : rows) {
                byte[] plain = open(row, wrapping);
                String keyId = row.getString("key_id");
                byte[] sealed = wrapping.seal(plain, context(keyId));
                Arrays.fill(plain, (byte) 0);
                updates.add(Tuple.of(keyId, Buffer.buffer(sealed), wrapping.currentId()));
              }
              return updates.isEmpty()
                  ? Future.succeededFuture(0)
                  : connection.preparedQuery(RESEAL).executeBatch(updates).map(updates.size());
            });
  }

  private Future<List<Pair>> load(SqlConnection connection, KeyWrapping wrapping) {
    return connection
        .query(SELECT)
        .execute()
        .map(
            rows -> {
              List<Pair> keys = new ArrayList<>();
              for (Row row : rows) {
                keys.add(
                    new Pair(
                        row.getString("key_id"),
                        row.getBuffer("public_key").getBytes(),
                        open(row, wrapping)));
              }
              return keys;
            });
  }

  private Future<Pair> create(SqlConnection connection, KeyWrapping wrapping) {
    return vertx
        .executeBlocking(this::generate, false)
        .compose(
            made ->
                connection
                    .preparedQuery(INSERT)
                    .execute(
                        Tuple.of(
                            made.keyId,
                            Buffer.buffer(made.publicKey),
                            Buffer.buffer(wrapping.seal(made.privateKey, context(made.keyId))),
                            wrapping.currentId(),
                            utc(clock.instant())))
                    .onSuccess(done -> LOG.info("Created the key that signs access tokens"))
                    .map(made));
  }

  private Pair generate() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    KeyPair pair = generator.generateKeyPair();
    byte[] publicKey = pair.getPublic().getEncoded();
    String keyId =
        Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.digest().digest(publicKey));
    return new Pair(keyId, publicKey, pair.getPrivate().getEncoded());
  }

  private static byte[] open(Row row, KeyWrapping wrapping) {
    String keyId = row.getString("key_id");
    try {
      return wrapping.open(
          row.getString("kek_id"), row.getBuffer("sealed").getBytes(), context(keyId));
    } catch (KeyEncryptionException e) {
      throw new KeyEncryptionException(
          "the key that signs access tokens cannot be opened: " + e.getMessage(), e);
    }
  }

  /** The associated data that binds a sealed key to its row. */
  private static String context(String keyId) {
    return "flagpost admin token key|" + keyId;
  }
}
