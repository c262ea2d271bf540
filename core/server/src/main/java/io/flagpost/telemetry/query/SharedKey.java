package io.flagpost.telemetry.query;

import io.flagpost.platform.database.SqlCondition;
import io.flagpost.plugin.v1.RoutingKey;
import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.telemetry.store.HashedText;
import java.util.Optional;

/** The condition that a row {@code t} shares a routing key with a record. */
final class SharedKey {
  private SharedKey() {}

  /** For no row at all if the record lacks a field of the key. */
  static SqlCondition condition(RoutingKey key, Telemetry record) {
    Optional<SqlCondition> fields =
        switch (key) {
          case LICENSE -> record.licenseKey().map(license -> equal("t.license_key", license));
          case ACTIVATION ->
              record
                  .activationIdentifier()
                  .map(activation -> equal("t.activation_identifier", activation))
                  .flatMap(
                      same ->
                          record
                              .licenseKey()
                              .map(
                                  license ->
                                      same.and(SqlCondition.equal("t.license_key", license))));
          case USER -> record.userIdentifier().map(user -> equal("t.user_identifier", user));
          case ADDRESS ->
              Optional.of(SqlCondition.equal("t.client_address", record.clientAddress()));
          case NONCE ->
              record
                  .nonce()
                  .map(nonce -> equal("t.nonce", nonce))
                  .map(same -> same.and(SqlCondition.equal("t.api_key_id", record.apiKeyId())));
        };
    return fields
        .map(same -> same.and(SqlCondition.equal("t.environment", record.environment())))
        .orElse(SqlCondition.FALSE);
  }

  /** By the index on the hash. */
  private static SqlCondition equal(String column, String value) {
    return SqlCondition.of(HashedText.equal(column, "$1"), value);
  }
}
