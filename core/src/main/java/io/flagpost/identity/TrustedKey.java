package io.flagpost.identity;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One key that tokens are checked with, and the one algorithm that it is for. Any thread.
 *
 * @param algorithm as {@code alg} names it
 * @param jwt knows this key only, and checks issuer and audience
 */
record TrustedKey(String algorithm, JWTAuth jwt) {
  private static final Duration LEEWAY = Duration.ofSeconds(5);

  /**
   * The claims of a token that this key signed and whose time it is; empty for any other. Time is
   * looked at here, by the gateway's own clock, hence the key's {@code ignoreExpiration}.
   */
  Future<Optional<JsonObject>> verify(BearerJwt token, Instant now) {
    // The header has no say in how it is checked: no "none", no HMAC with a public key.
    if (!token.algorithm().equals(algorithm)) {
      return Future.succeededFuture(Optional.empty());
    }
    // Within a chain, because the library throws at claims of unexpected types.
    return Future.succeededFuture(new TokenCredentials(token.text()))
        .compose(jwt::authenticate)
        .map(user -> Optional.of(user.attributes().getJsonObject("accessToken")))
        .map(claims -> claims.filter(present -> isTimely(present, now)))
        .recover(forged -> Future.succeededFuture(Optional.empty()));
  }

  private static boolean isTimely(JsonObject claims, Instant now) {
    return claims.getValue("exp") instanceof Number expiry
        && now.minus(LEEWAY).isBefore(seconds(expiry))
        && hasBegun(claims.getValue("nbf"), now)
        && hasBegun(claims.getValue("iat"), now);
  }

  private static boolean hasBegun(@Nullable Object claim, Instant now) {
    return claim == null
        || (claim instanceof Number start && !now.plus(LEEWAY).isBefore(seconds(start)));
  }

  /** The moment that a claim names; empty if it is no number of seconds. */
  static Optional<Instant> moment(@Nullable Object claim) {
    return claim instanceof Number seconds ? Optional.of(seconds(seconds)) : Optional.empty();
  }

  private static Instant seconds(Number value) {
    // A fraction is allowed (RFC 7519), and a number may be larger than any moment.
    double seconds = Math.max(0, Math.min(value.doubleValue(), 253_402_300_799.0));
    return Instant.ofEpochMilli((long) (seconds * 1000));
  }
}
