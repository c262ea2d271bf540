package io.flagpost.admin.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The external issuer's keys, cached for five minutes. An unknown key id triggers another fetch,
 * but at most every 30 seconds, because anybody can invent key ids. Any thread.
 */
final class IssuerKeys {
  /** How long they count as current. */
  static final Duration FRESH = Duration.ofMinutes(5);

  /** The shortest time between two fetches. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  /** How long they are used while the issuer does not answer. */
  static final Duration STALE = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
  private static final int MOST_KEYS = 100;
  private static final int SHORTEST_MODULUS_BYTES = 256;

  /** By key type: the algorithms it may be used for, and the default if it names none. */
  private static final Map<String, Set<String>> ALGORITHMS =
      Map.of(
          "RSA", Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
          "EC", Set.of("ES256", "ES384", "ES512"),
          "OKP", Set.of("EdDSA"));

  private static final Map<String, String> OF_CURVE =
      Map.of("P-256", "ES256", "P-384", "ES384", "P-521", "ES512", "Ed25519", "EdDSA");

  private static final List<String> PUBLIC_MEMBERS =
      List.of("kty", "kid", "n", "e", "crv", "x", "y");

  private final Vertx vertx;
  private final Supplier<Future<JsonNode>> source;
  private final OidcSettings settings;
  private final Clock clock;

  private Map<String, TrustedKey> keys = Map.of();
  private @Nullable Instant fetchedAt;
  private @Nullable Instant triedAt;
  private @Nullable Future<Void> fetching;

  IssuerKeys(Vertx vertx, Supplier<Future<JsonNode>> source, OidcSettings settings, Clock clock) {
    this.vertx = vertx;
    this.source = source;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * The key of this id; empty if there is none. Fails with a 503 {@link ProblemException} if the
   * issuer does not answer.
   */
  synchronized Future<Optional<TrustedKey>> find(String keyId) {
    Instant now = clock.instant();
    if (keys.containsKey(keyId) && isWithin(fetchedAt, FRESH, now)) {
      return Future.succeededFuture(Optional.ofNullable(keys.get(keyId)));
    }
    if ((fetching == null || fetching.isComplete()) && !isWithin(triedAt, PAUSE, now)) {
      triedAt = now;
      fetching = fetch();
    }
    Future<Void> current = fetching;
    return current == null ? known(keyId) : current.compose(done -> known(keyId));
  }

  private synchronized Future<Optional<TrustedKey>> known(String keyId) {
    return isWithin(fetchedAt, STALE, clock.instant())
        ? Future.succeededFuture(Optional.ofNullable(keys.get(keyId)))
        : Future.failedFuture(
            new ProblemException(Problem.unavailable("the OpenID issuer does not answer")));
  }

  private Future<Void> fetch() {
    return source
        .get()
        .map(this::read)
        .onSuccess(this::take)
        .<Void>mapEmpty()
        .recover(
            failure -> {
              LOG.warn("Cannot fetch the keys of {}: {}", settings.issuer(), failure.toString());
              return Future.succeededFuture();
            });
  }

  private synchronized void take(Map<String, TrustedKey> fetched) {
    keys = fetched;
    fetchedAt = clock.instant();
  }

  private Map<String, TrustedKey> read(JsonNode document) {
    Map<String, TrustedKey> read = new HashMap<>();
    for (JsonNode key : document.path("keys")) {
      if (read.size() < MOST_KEYS && isForSignatures(key)) {
        algorithm(key).ifPresent(name -> read.put(key.path("kid").textValue(), trusted(key, name)));
      }
    }
    return Map.copyOf(read);
  }

  private static boolean isForSignatures(JsonNode key) {
    boolean strong =
        !key.path("kty").asText().equals("RSA") || modulusBytes(key) >= SHORTEST_MODULUS_BYTES;
    return key.path("kid").isTextual() && key.path("use").asText("sig").equals("sig") && strong;
  }

  private static int modulusBytes(JsonNode key) {
    try {
      return Base64.getUrlDecoder().decode(key.path("n").asText()).length;
    } catch (IllegalArgumentException e) {
      return 0;
    }
  }

  private static Optional<String> algorithm(JsonNode key) {
    String type = key.path("kty").asText();
    String usual = OF_CURVE.getOrDefault(key.path("crv").asText(), "RS256");
    String named = key.path("alg").asText(usual);
    return Optional.of(named)
        .filter(name -> ALGORITHMS.getOrDefault(type, Set.of()).contains(name));
  }

  private TrustedKey trusted(JsonNode key, String algorithm) {
    JsonObject jwk = new JsonObject().put("alg", algorithm).put("use", "sig");
    PUBLIC_MEMBERS.stream()
        .filter(member -> key.path(member).isTextual())
        .forEach(member -> jwk.put(member, key.path(member).textValue()));
    return new TrustedKey(
        algorithm,
        settings.audience(),
        JWTAuth.create(
            vertx,
            new JWTAuthOptions()
                .addJwk(jwk)
                .setJWTOptions(
                    new JWTOptions()
                        .setIssuer(settings.issuer())
                        .setAudience(List.of(settings.audience()))
                        .setIgnoreExpiration(true))));
  }

  private static boolean isWithin(@Nullable Instant since, Duration limit, Instant now) {
    return since != null && now.isBefore(since.plus(limit));
  }
}
