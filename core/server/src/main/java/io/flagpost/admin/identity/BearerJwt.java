package io.flagpost.admin.identity;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.wire.CanonicalBase64;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON Web Token before verification.
 *
 * @param text the token
 * @param algorithm {@code alg} of its header
 * @param keyId {@code kid} of its header
 * @param issuer {@code iss} of its payload
 * @param payload its claims
 */
record BearerJwt(String text, String algorithm, String keyId, String issuer, JsonNode payload) {
  private static final List<String> TOLD = List.of("iss", "sub", "aud", "iat", "nbf", "exp");
  private static final int LONGEST = 16 * 1024;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Parses a token of three parts. Empty if it is not one, if its parts are not canonical Base64,
   * if its header has no {@code alg} or {@code kid}, or if it requires extensions ({@code crit}),
   * none of which is supported.
   */
  static Optional<BearerJwt> read(String token) {
    String[] parts = token.split("\\.", -1);
    if (token.length() > LONGEST || parts.length != 3 || parts[2].isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonNode header = JSON.readTree(CanonicalBase64.decodeUrl(parts[0]));
      JsonNode payload = JSON.readTree(CanonicalBase64.decodeUrl(parts[1]));
      CanonicalBase64.decodeUrl(parts[2]); // the library that reads it ignores unused bits
      JsonNode algorithm = header.path("alg");
      JsonNode keyId = header.path("kid");
      JsonNode issuer = payload.path("iss");
      return algorithm.isTextual() && keyId.isTextual() && issuer.isTextual() && !header.has("crit")
          ? Optional.of(
              new BearerJwt(
                  token, algorithm.textValue(), keyId.textValue(), issuer.textValue(), payload))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Its claims, to help find out why it was refused. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("alg", algorithm);
    facts.put("kid", keyId);
    for (String claim : TOLD) {
      JsonNode value = payload.path(claim);
      if (!value.isMissingNode()) {
        facts.put(claim, value.isTextual() ? value.textValue() : value.toString());
      }
    }
    return facts;
  }

  /** Whether it names this audience. */
  boolean isFor(String audience) {
    JsonNode named = payload.path("aud");
    if (named.isTextual()) {
      return named.textValue().equals(audience);
    }
    for (JsonNode one : named) {
      if (one.isTextual() && one.textValue().equals(audience)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return "BearerJwt[" + algorithm + ", " + keyId + "]";
  }
}
