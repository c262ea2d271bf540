package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.RoutingKey;
import io.flagpost.plugin.v1.Telemetry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a fold keeps a state for.
 *
 * @param environment the environment
 * @param field the field of the routing key
 * @param second what belongs to it: the license key of an activation, the API key of a nonce
 * @param sub the check's own key below it
 */
public record FoldKey(String environment, String field, String second, String sub) {
  private static final int BYTES = 16;

  /** The key of a record; empty if it lacks a field of the routing key. */
  public static Optional<FoldKey> of(RoutingKey key, Telemetry record, String sub) {
    return switch (key) {
      case LICENSE -> record.licenseKey().map(license -> key(record, license, "", sub));
      case ACTIVATION ->
          record
              .activationIdentifier()
              .flatMap(
                  activation ->
                      record.licenseKey().map(license -> key(record, activation, license, sub)));
      case USER -> record.userIdentifier().map(user -> key(record, user, "", sub));
      case ADDRESS -> Optional.of(key(record, record.clientAddress(), "", sub));
      case NONCE ->
          record.nonce().map(nonce -> key(record, nonce, Long.toString(record.apiKeyId()), sub));
    };
  }

  private static FoldKey key(Telemetry record, String field, String second, String sub) {
    return new FoldKey(record.environment(), field, second, sub);
  }

  /** Names it in the database, where no personal data is to be; 16 bytes. */
  public byte[] hash() {
    MessageDigest digest = FileDigest.digest();
    for (String part : new String[] {environment, field, second, sub}) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update((byte) (bytes.length >> 8)); // parts have a few hundred bytes at most
      digest.update((byte) bytes.length);
      digest.update(bytes);
    }
    return Arrays.copyOf(digest.digest(), BYTES);
  }

  /** The values are the client's. */
  @Override
  public String toString() {
    return "FoldKey[hidden]";
  }
}
