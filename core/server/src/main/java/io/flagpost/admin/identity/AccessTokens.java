package io.flagpost.admin.identity;

import io.flagpost.admin.api.AccessRefusal.Credential;
import io.flagpost.admin.api.AccessRefusal.Reason;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The short-lived tokens of a session: JSON Web Tokens that the gateway signs. Any thread. */
final class AccessTokens {
  /** The {@code iss} claim. */
  static final String ISSUER = "flagpost";

  /** The {@code aud} claim. */
  static final String AUDIENCE = "flagpost-admin";

  private final Vertx vertx;
  private final Duration lifetime;
  private final Clock clock;

  private volatile @Nullable Keys keys;

  /** The signing key, and the verification keys by their id. */
  private record Keys(JWTAuth signer, Map<String, TrustedKey> byId) {}

  /** Created without keys: call {@link #use} first. */
  AccessTokens(Vertx vertx, Duration lifetime, Clock clock) {
    this.vertx = vertx;
    this.lifetime = lifetime;
    this.clock = clock;
  }

  /**
   * Uses these keys from now on.
   *
   * @param pairs the keys; the first one signs
   */
  void use(List<AdminTokenKeys.Pair> pairs) {
    Map<String, TrustedKey> byId = new LinkedHashMap<>();
    for (AdminTokenKeys.Pair pair : pairs) {
      byId.put(
          pair.keyId(),
          new TrustedKey(
              AdminTokenKeys.ALGORITHM, AUDIENCE, jwt(vertx, pair.keyId(), pair.publicPem())));
    }
    keys = new Keys(jwt(vertx, pairs.get(0).keyId(), pairs.get(0).privatePem()), byId);
  }

  private static ProblemException notThereYet() {
    return new ProblemException(
        Problem.unavailable("The database has not been reachable since the start"));
  }

  /** The session and account of a token. */
  record Claims(UUID session, long accountId) {}

  /**
   * A new token.
   *
   * @param value the token, a secret
   */
  record Issued(String value, Instant expiresAt) {
    @Override
    public String toString() {
      return "Issued[hidden, " + expiresAt + "]";
    }
  }

  /**
   * Issues a token for a session; it expires with the session at the latest.
   *
   * @throws ProblemException if there are no keys yet
   */
  Issued issue(SessionTable.Live session) {
    Keys known = keys;
    if (known == null) {
      throw notThereYet();
    }
    Instant now = clock.instant();
    Instant end = now.plus(lifetime);
    Instant expiry =
        Instant.ofEpochSecond(
            (end.isAfter(session.expiresAt()) ? session.expiresAt() : end).getEpochSecond());
    JsonObject claims =
        new JsonObject()
            .put("iss", ISSUER)
            .put("aud", AUDIENCE)
            .put("sub", Long.toString(session.accountId()))
            .put("sid", session.id().toString())
            .put("role", session.rights().role().name())
            .put("iat", now.getEpochSecond())
            .put("nbf", now.getEpochSecond())
            .put("exp", expiry.getEpochSecond())
            .put("jti", UUID.randomUUID().toString());
    return new Issued(
        known.signer.generateToken(
            claims, new JWTOptions().setAlgorithm(AdminTokenKeys.ALGORITHM).setNoTimestamp(true)),
        expiry);
  }

  /**
   * Verifies a token. Fails with a 401 {@link ProblemException} if it was not issued here, or has
   * expired or not begun.
   */
  Future<Claims> verify(BearerJwt token) {
    Keys known = keys;
    if (known == null) {
      return Future.failedFuture(notThereYet());
    }
    TrustedKey key = known.byId.get(token.keyId());
    return key == null
        ? BearerAuthenticator.refused(Credential.ACCESS_TOKEN, Reason.UNKNOWN_KEY, token)
        : key.verify(token, clock.instant())
            .compose(
                verdict -> {
                  JsonObject claims = verdict.claims();
                  return claims == null
                      ? BearerAuthenticator.refused(
                          Credential.ACCESS_TOKEN, verdict.reason(), token)
                      : read(claims, token);
                });
  }

  private static Future<Claims> read(JsonObject claims, BearerJwt token) {
    try {
      return Future.succeededFuture(
          new Claims(
              UUID.fromString(claims.getString("sid")), Long.parseLong(claims.getString("sub"))));
    } catch (RuntimeException ofAnotherVersion) {
      return BearerAuthenticator.refused(Credential.ACCESS_TOKEN, Reason.NO_SUBJECT, token);
    }
  }

  private static JWTAuth jwt(Vertx vertx, String keyId, Buffer pem) {
    return JWTAuth.create(
        vertx,
        new JWTAuthOptions()
            .addPubSecKey(
                new PubSecKeyOptions()
                    .setAlgorithm(AdminTokenKeys.ALGORITHM)
                    .setId(keyId)
                    .setBuffer(pem))
            .setJWTOptions(
                new JWTOptions()
                    .setIssuer(ISSUER)
                    .setAudience(List.of(AUDIENCE))
                    .setIgnoreExpiration(true)));
  }
}
