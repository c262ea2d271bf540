package io.flagpost.admin.identity;

import io.flagpost.admin.api.AccessRefusal.Reason;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A key that verifies tokens, and the one algorithm that it is used with. Any thread.
 *
 * @param algorithm its name in {@code alg}
 * @param audience the audience that tokens must name
 * @param jwt has this key only, and checks issuer and audience
 */
record TrustedKey(String algorithm, String audience, JWTAuth jwt) {
  private static final Duration LEEWAY = Duration.ofSeconds(5);

  /**
   * The claims of a token, or why it is refused.
   *
   * @param claims null if it is refused
   * @param reason null if it is accepted
   */
  record Verdict(@Nullable JsonObject claims, @Nullable Reason reason) {
    static Verdict believed(JsonObject claims) {
      return new Verdict(claims, null);
    }

    static Verdict refused(Reason reason) {
      return new Verdict(null, reason);
    }
  }

  /**
   * The claims of a currently valid token that this key signed. Its times are checked here, by the
   * gateway's own clock, hence the key's {@code ignoreExpiration}.
   */
  Future<Verdict> verify(BearerJwt token, Instant now) {
    // The header does not decide how the token is checked: no "none", no HMAC with a public key.
    if (!token.algorithm().equals(algorithm)) {
      return Future.succeededFuture(Verdict.refused(Reason.UNKNOWN_KEY));
    }
    // Within the chain, because the library throws on claims of unexpected types.
    return Future.succeededFuture(new TokenCredentials(token.text()))
        .compose(jwt::authenticate)
        .map(user -> timely(user.attributes().getJsonObject("accessToken"), now))
        .recover(
            forged ->
                Future.succeededFuture(
                    Verdict.refused(
                        token.isFor(audience) ? Reason.BAD_SIGNATURE : Reason.WRONG_AUDIENCE)));
  }

  private static Verdict timely(JsonObject claims, Instant now) {
    if (!(claims.getValue("exp") instanceof Number expiry)
        || !now.minus(LEEWAY).isBefore(seconds(expiry))) {
      return Verdict.refused(Reason.EXPIRED);
    }
    return hasBegun(claims.getValue("nbf"), now) && hasBegun(claims.getValue("iat"), now)
        ? Verdict.believed(claims)
        : Verdict.refused(Reason.NOT_YET_VALID);
  }

  private static boolean hasBegun(@Nullable Object claim, Instant now) {
    return claim == null
        || (claim instanceof Number start && !now.plus(LEEWAY).isBefore(seconds(start)));
  }

  /** The moment in a claim; empty if it is not a number of seconds. */
  static Optional<Instant> moment(@Nullable Object claim) {
    return claim instanceof Number seconds ? Optional.of(seconds(seconds)) : Optional.empty();
  }

  private static Instant seconds(Number value) {
    // A fraction is allowed (RFC 7519), and the number may exceed the range of Instant.
    double seconds = Math.max(0, Math.min(value.doubleValue(), 253_402_300_799.0));
    return Instant.ofEpochMilli((long) (seconds * 1000));
  }
}
