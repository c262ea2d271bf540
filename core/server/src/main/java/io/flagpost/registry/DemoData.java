package io.flagpost.registry;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data of demo mode: an API key, product, license and so on for each case that a client can
 * encounter. These keys are public knowledge and must never be in a database that matters.
 */
public final class DemoData {
  /** May write and read, in production. */
  public static final String API_KEY = "2964c3c9-0b5d-4d89-b3ac-4668f30bc492";

  public static final String WRITE_ONLY_API_KEY = "demo-write-only-key";
  public static final String READ_ONLY_API_KEY = "demo-read-only-key";
  public static final String INACTIVE_API_KEY = "demo-inactive-key";

  /** Usable only from {@link #LOCKED_NETWORK}, in which there is no real client. */
  public static final String IP_LOCKED_API_KEY = "demo-ip-locked-key";

  public static final String LOCKED_NETWORK = "192.0.2.0/24";

  /** Its answers are signed the way published SDKs verify them. */
  public static final String SDK_API_KEY = "demo-sdk-key";

  /** May write and read, in the environment {@link #STAGING}. */
  public static final String STAGING_API_KEY = "demo-staging-key";

  /** All of them, usable or not. */
  private static final List<String> API_KEYS =
      List.of(
          API_KEY,
          WRITE_ONLY_API_KEY,
          READ_ONLY_API_KEY,
          INACTIVE_API_KEY,
          IP_LOCKED_API_KEY,
          SDK_API_KEY,
          STAGING_API_KEY);

  public static final String PRODUCTION = "production";
  public static final String STAGING = "staging";

  /** Has versions 1.0.0 and 1.0.1; its answers are signed with the global key. */
  public static final long PRODUCT = 1;

  public static final String PRODUCT_NAME = "Demo product";
  public static final List<String> PRODUCT_VERSIONS = List.of("1.0.0", "1.0.1");

  /** Has version 2.0.0 and gets its own signing key. */
  public static final long PRODUCT_WITH_OWN_KEY = 2;

  public static final String PRODUCT_WITH_OWN_KEY_NAME =
      "Demo product with a signing key of its own";
  public static final String PRODUCT_WITH_OWN_KEY_VERSION = "2.0.0";

  public static final String LICENSE = "9cc2cc83-4c74-49f9-98f5-f0e1c1eb1541";
  public static final String ACTIVATION = "12135644";
  public static final String INACTIVE_ACTIVATION = "demo-inactive-activation";
  public static final String REVOKED_LICENSE = "demo-revoked-license";
  public static final String BLOCKED_LICENSE = "demo-blocked-license";
  public static final String EXPIRED_LICENSE = "demo-expired-license";
  public static final String STAGING_LICENSE = "demo-staging-license";
  public static final String PRODUCT_2_LICENSE = "demo-product2-license";
  public static final String PRODUCT_2_ACTIVATION = "demo-activation-2";
  public static final String BLOCKED_USER = "blocked-user";

  /** Every license key. */
  public static final List<String> LICENSES =
      List.of(
          LICENSE,
          REVOKED_LICENSE,
          BLOCKED_LICENSE,
          EXPIRED_LICENSE,
          STAGING_LICENSE,
          PRODUCT_2_LICENSE);

  /**
   * A product whose records are generated. Its licenses have references that begin with {@link
   * #GENERATED_REFERENCE}.
   *
   * @param versions its versions, the oldest first
   */
  public record Generated(long id, String name, List<String> versions) {
    public Generated {
      versions = List.copyOf(versions);
    }
  }

  public static final Generated DRAFTING =
      new Generated(101, "Fernline Drafting", List.of("4.0.3", "4.1.0", "4.2.0", "4.2.1"));
  public static final Generated BACKUP =
      new Generated(102, "Tarnbrook Backup", List.of("11.2", "11.3", "12.0"));
  public static final Generated AUDIO =
      new Generated(103, "Pellmere Audio", List.of("2.7.1", "2.8.0", "2.8.1", "3.0.0"));
  public static final List<Generated> GENERATED = List.of(DRAFTING, BACKUP, AUDIO);

  /** What references of generated licenses begin with; a number follows. */
  public static final String GENERATED_REFERENCE = "DEMO-";

  /** One statement adds a key and its secret, which cannot skip a concurrent insert by itself. */
  private static final String ONE_SEEDING = "LOCK TABLE api_key_secret IN SHARE ROW EXCLUSIVE MODE";

  private static final List<String> WRITE = List.of("write");
  private static final List<String> READ = List.of("read");
  private static final List<String> BOTH = List.of("write", "read");
  private static final OffsetDateTime LONG_AGO = OffsetDateTime.parse("2020-01-01T00:00:00Z");

  private DemoData() {}

  /**
   * Adds what is missing, in one transaction, and leaves existing rows unchanged, so an operator's
   * changes to demo data stay. From then on the database belongs to the demo.
   *
   * @return fails with {@link OtherModeException} if it is in production, or used for other things
   */
  public static Future<Void> seed(Pool pool) {
    return pool.withTransaction(
        connection ->
            DatabaseMode.claimForDemo(connection)
                .compose(done -> products(connection))
                .compose(done -> versions(connection))
                .compose(done -> licenses(connection))
                .compose(done -> activations(connection))
                .compose(done -> apiKeys(connection))
                .compose(done -> blockList(connection)));
  }

  /** The stored hashes of the published API keys. */
  public static Buffer[] publishedHashes() {
    return API_KEYS.stream().map(key -> ApiKeyHash.of(key).toBuffer()).toArray(Buffer[]::new);
  }

  /** Whether this is the hash of one of them, in hexadecimal digits. */
  static boolean isPublished(String hash) {
    byte[] bytes = HexFormat.of().parseHex(hash);
    return API_KEYS.stream().anyMatch(key -> ApiKeyHash.of(key).equals(ApiKeyHash.ofStored(bytes)));
  }

  private static Future<Void> products(SqlConnection connection) {
    return insert(
        connection,
        "INSERT INTO product (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        Tuple.of(PRODUCT, PRODUCT_NAME),
        Tuple.of(PRODUCT_WITH_OWN_KEY, PRODUCT_WITH_OWN_KEY_NAME));
  }

  private static Future<Void> versions(SqlConnection connection) {
    return insert(
        connection,
        """
        INSERT INTO product_version (product_id, version) VALUES ($1, $2)
        ON CONFLICT DO NOTHING""",
        Tuple.of(PRODUCT, PRODUCT_VERSIONS.get(0)),
        Tuple.of(PRODUCT, PRODUCT_VERSIONS.get(1)),
        Tuple.of(PRODUCT_WITH_OWN_KEY, PRODUCT_WITH_OWN_KEY_VERSION));
  }

  private static Future<Void> licenses(SqlConnection connection) {
    return insert(
        connection,
        """
        INSERT INTO license (license_key, product_id, environment, status, expires_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO NOTHING""",
        Tuple.of(LICENSE, PRODUCT, PRODUCTION, "active", null),
        Tuple.of(REVOKED_LICENSE, PRODUCT, PRODUCTION, "revoked", null),
        Tuple.of(BLOCKED_LICENSE, PRODUCT, PRODUCTION, "blocked", null),
        Tuple.of(EXPIRED_LICENSE, PRODUCT, PRODUCTION, "active", LONG_AGO),
        Tuple.of(STAGING_LICENSE, PRODUCT, STAGING, "active", null),
        Tuple.of(PRODUCT_2_LICENSE, PRODUCT_WITH_OWN_KEY, PRODUCTION, "active", null));
  }

  private static Future<Void> activations(SqlConnection connection) {
    return insert(
        connection,
        """
        INSERT INTO activation (license_id, identifier, status)
        SELECT id, $2, $3 FROM license WHERE license_key = $1
        ON CONFLICT DO NOTHING""",
        Tuple.of(LICENSE, ACTIVATION, "active"),
        Tuple.of(LICENSE, INACTIVE_ACTIVATION, "inactive"),
        Tuple.of(PRODUCT_2_LICENSE, PRODUCT_2_ACTIVATION, "active"));
  }

  private static Future<Void> apiKeys(SqlConnection connection) {
    return connection.query(ONE_SEEDING).execute().compose(locked -> insertApiKeys(connection));
  }

  private static Future<Void> insertApiKeys(SqlConnection connection) {
    return insert(
        connection,
        """
        WITH made AS (
          INSERT INTO api_key (name, environment, active, capabilities, allow_list, profile)
          SELECT $1, $3, $4, $5, $6::text[]::cidr[], $7
           WHERE NOT EXISTS (SELECT FROM api_key_secret WHERE key_hash = $2)
          RETURNING id)
        INSERT INTO api_key_secret (key_hash, api_key_id)
        SELECT $2, id FROM made""",
        apiKey("Demo", API_KEY, PRODUCTION, true, null, "document", BOTH),
        apiKey("Demo, write only", WRITE_ONLY_API_KEY, PRODUCTION, true, null, "document", WRITE),
        apiKey("Demo, read only", READ_ONLY_API_KEY, PRODUCTION, true, null, "document", READ),
        apiKey("Demo, inactive", INACTIVE_API_KEY, PRODUCTION, false, null, "document", BOTH),
        apiKey(
            "Demo, locked", IP_LOCKED_API_KEY, PRODUCTION, true, LOCKED_NETWORK, "document", BOTH),
        apiKey("Demo, SDK profile", SDK_API_KEY, PRODUCTION, true, null, "sdk", BOTH),
        apiKey("Demo, staging", STAGING_API_KEY, STAGING, true, null, "document", BOTH));
  }

  private static Future<Void> blockList(SqlConnection connection) {
    return insert(
        connection,
        "INSERT INTO block_list (kind, identifier) VALUES ('user', $1) ON CONFLICT DO NOTHING",
        Tuple.of(BLOCKED_USER));
  }

  private static Tuple apiKey(
      String name,
      String key,
      String environment,
      boolean active,
      @Nullable String network,
      String profile,
      List<String> capabilities) {
    return Tuple.of(name, ApiKeyHash.of(key).toBuffer(), environment, active)
        .addArrayOfString(capabilities.toArray(String[]::new))
        .addArrayOfString(network == null ? null : new String[] {network})
        .addString(profile);
  }

  private static Future<Void> insert(SqlConnection connection, String sql, Tuple... rows) {
    return connection.preparedQuery(sql).executeBatch(List.of(rows)).mapEmpty();
  }
}
