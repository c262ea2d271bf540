package io.flagpost.telemetry.query;

import io.flagpost.plugin.v1.RoutingKey;
import io.flagpost.telemetry.store.HashedText;
import io.vertx.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/**
 * The hashes of a record's fields by which it is split into shards, as PostgreSQL computes them:
 * what belongs to a shard can be asked for in SQL. A field that is missing has none.
 *
 * @param license of the license key
 * @param activation of the activation identifier
 * @param user of the user identifier
 * @param address of the client's address
 * @param nonce of the nonce
 */
public record RoutingHashes(
    @Nullable Long license,
    @Nullable Long activation,
    @Nullable Long user,
    @Nullable Long address,
    @Nullable Long nonce) {

  /** Of a record that was not read to be followed. */
  public static final RoutingHashes NONE = new RoutingHashes(null, null, null, null, null);

  /** What {@link #read} needs of the row {@code t}. */
  static final String COLUMNS =
      HashedText.of("t.license_key")
          + " AS license_hash, "
          + HashedText.of("t.activation_identifier")
          + " AS activation_hash, "
          + HashedText.of("t.user_identifier")
          + " AS user_hash, "
          + HashedText.of("t.client_address")
          + " AS address_hash, "
          + HashedText.of("t.nonce")
          + " AS nonce_hash";

  static RoutingHashes read(Row row) {
    return new RoutingHashes(
        row.getLong("license_hash"),
        row.getLong("activation_hash"),
        row.getLong("user_hash"),
        row.getLong("address_hash"),
        row.getLong("nonce_hash"));
  }

  /** The hash by which records with this key are split; null if the field is missing. */
  public @Nullable Long of(RoutingKey key) {
    return switch (key) {
      case LICENSE -> license;
      case ACTIVATION -> activation;
      case USER -> user;
      case ADDRESS -> address;
      case NONCE -> nonce;
    };
  }
}
