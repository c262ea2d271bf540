package io.flagpost.plugin.testkit;

import io.flagpost.plugin.v1.RoutingKey;
import io.flagpost.plugin.v1.Telemetry;
import java.util.List;
import java.util.Optional;

/**
 * What a fold keeps a state for.
 *
 * @param environment the environment
 * @param fields the fields of the routing key
 * @param sub the check's own key below it
 */
record FoldKey(String environment, List<String> fields, String sub) {

  /** The key of a record; empty if it lacks a field of the routing key. */
  static Optional<FoldKey> of(RoutingKey key, Telemetry record, String sub) {
    return fields(key, record).map(fields -> new FoldKey(record.environment(), fields, sub));
  }

  private static Optional<List<String>> fields(RoutingKey key, Telemetry record) {
    return switch (key) {
      case LICENSE -> record.licenseKey().map(List::of);
      case ACTIVATION ->
          record
              .activationIdentifier()
              .flatMap(
                  activation -> record.licenseKey().map(license -> List.of(activation, license)));
      case USER -> record.userIdentifier().map(List::of);
      case ADDRESS -> Optional.of(List.of(record.clientAddress()));
      case NONCE -> record.nonce().map(nonce -> List.of(nonce, Long.toString(record.apiKeyId())));
    };
  }
}
