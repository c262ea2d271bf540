package io.flagpost.verdicts;

import io.flagpost.plugin.v1.RoutingKey;
import io.flagpost.plugin.v1.Telemetry;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The key whose state is to be made again, by the fields that its records have in common.
 *
 * @param fields the fields' values by the names that the admin API has for them
 */
public record SoughtKey(Map<String, String> fields) {
  public static final String ENVIRONMENT = "environment";
  public static final String LICENSE_KEY = "license_key";
  public static final String ACTIVATION = "activation_identifier";
  public static final String USER = "user_identifier";
  public static final String ADDRESS = "client_address";
  public static final String NONCE = "nonce";
  public static final String API_KEY = "api_key_id";

  /** All fields that a key can have, in the order in which they are named to people. */
  public static final List<String> FIELDS =
      List.of(LICENSE_KEY, ACTIVATION, USER, ADDRESS, NONCE, API_KEY, ENVIRONMENT);

  public SoughtKey {
    fields = Map.copyOf(fields);
  }

  /** The fields of keys of a kind. */
  static List<String> fieldsOf(RoutingKey kind) {
    return switch (kind) {
      case LICENSE -> List.of(LICENSE_KEY, ENVIRONMENT);
      case ACTIVATION -> List.of(LICENSE_KEY, ACTIVATION, ENVIRONMENT);
      case USER -> List.of(USER, ENVIRONMENT);
      case ADDRESS -> List.of(ADDRESS, ENVIRONMENT);
      case NONCE -> List.of(NONCE, API_KEY, ENVIRONMENT);
    };
  }

  /** The field by whose hash the records are split into shards. */
  static String routingField(RoutingKey kind) {
    return switch (kind) {
      case LICENSE -> LICENSE_KEY;
      case ACTIVATION -> ACTIVATION;
      case USER -> USER;
      case ADDRESS -> ADDRESS;
      case NONCE -> NONCE;
    };
  }

  /**
   * The field that is missing or one too many, for a key of a kind; null if it is one.
   *
   * @param kind what the check brings together
   */
  @Nullable String wrongField(RoutingKey kind) {
    List<String> needed = fieldsOf(kind);
    List<String> wrong = new ArrayList<>(FIELDS);
    wrong.removeIf(field -> needed.contains(field) == fields.containsKey(field));
    return wrong.isEmpty() ? null : wrong.get(0);
  }

  /** A value that is there. */
  String value(String field) {
    String value = fields.get(field);
    if (value == null) {
      throw new IllegalArgumentException("a key without " + field);
    }
    return value;
  }

  /** A record of this key. */
  Telemetry sample() {
    Telemetry.Builder record =
        Telemetry.builder(new UUID(0, 0), Instant.EPOCH)
            .environment(value(ENVIRONMENT))
            .licenseKey(fields.get(LICENSE_KEY))
            .activationIdentifier(fields.get(ACTIVATION))
            .userIdentifier(fields.get(USER))
            .nonce(fields.get(NONCE));
    if (fields.containsKey(ADDRESS)) {
      record.clientAddress(value(ADDRESS));
    }
    if (fields.containsKey(API_KEY)) {
      record.apiKeyId(Long.parseLong(value(API_KEY)));
    }
    return record.build();
  }

  JsonObject json() {
    return new JsonObject(new HashMap<>(fields));
  }

  static SoughtKey of(JsonObject json) {
    Map<String, String> fields = new HashMap<>();
    json.forEach(field -> fields.put(field.getKey(), String.valueOf(field.getValue())));
    return new SoughtKey(fields);
  }

  /** The values are the client's. */
  @Override
  public String toString() {
    return "SoughtKey" + fields.keySet();
  }
}
