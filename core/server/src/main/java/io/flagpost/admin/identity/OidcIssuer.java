package io.flagpost.admin.identity;

import io.flagpost.admin.api.AccessRefusal;
import io.flagpost.admin.api.AccessRefusal.Credential;
import io.flagpost.admin.api.AccessRefusal.Reason;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Verifies the tokens of an external OpenID issuer. Any thread. */
final class OidcIssuer {
  private static final int LONGEST_NAME = 255;

  private final OidcSettings settings;
  private final IssuerKeys keys;
  private final String host;
  private final Clock clock;

  OidcIssuer(OidcSettings settings, IssuerKeys keys, Clock clock) {
    this.settings = settings;
    this.keys = keys;
    this.host = String.valueOf(URI.create(settings.issuer()).getHost());
    this.clock = clock;
  }

  /** Whether a token claims to be from this issuer. */
  boolean issued(BearerJwt token) {
    return token.issuer().equals(settings.issuer());
  }

  /**
   * The owner of a token. Fails with a {@link ProblemException}: 401 if it is forged, for another
   * audience, expired or not yet valid, 403 if it grants no role here, 503 if the issuer's keys
   * cannot be fetched.
   */
  Future<Actor> verify(BearerJwt token) {
    return keys.find(token.keyId())
        .compose(
            key ->
                key.isPresent()
                    ? key.get().verify(token, clock.instant())
                    : Future.succeededFuture(TrustedKey.Verdict.refused(Reason.UNKNOWN_KEY)))
        .compose(
            verdict -> {
              JsonObject claims = verdict.claims();
              return claims == null ? refused(verdict.reason(), token) : actor(claims, token);
            });
  }

  /**
   * A foreign token cannot be revoked, it only expires, so its lifetime must be short. That it has
   * begun and not expired has been checked already.
   */
  private boolean isShortLived(JsonObject claims) {
    Instant begin = TrustedKey.moment(claims.getValue("iat")).orElseGet(clock::instant);
    return TrustedKey.moment(claims.getValue("exp"))
        .filter(end -> !end.isAfter(begin.plus(settings.maxTokenAge())))
        .isPresent();
  }

  private Future<Actor> actor(JsonObject claims, BearerJwt token) {
    if (!isShortLived(claims)) {
      return refused(Reason.LASTS_TOO_LONG, token);
    }
    String name = host + "/" + claims.getValue("sub");
    if (!(claims.getValue("sub") instanceof String subject)
        || subject.isBlank()
        || name.codePointCount(0, name.length()) > LONGEST_NAME) {
      return refused(Reason.NO_SUBJECT, token);
    }
    return role(claims)
        .map(role -> new Actor(Actor.Kind.EXTERNAL, name, null, null, role))
        .map(Future::succeededFuture)
        .orElseGet(
            () ->
                Future.failedFuture(
                    new ProblemException(
                        Problem.forbidden(
                            String.format(
                                Locale.ROOT,
                                "the token gives no role: its claim %s must be admin, analyst or auditor",
                                settings.roleClaim())),
                        new AccessRefusal(
                            Credential.EXTERNAL_TOKEN, Reason.NO_ROLE, null, token.facts()))));
  }

  /** The role; of several, what any of them may do. */
  private Optional<Role> role(JsonObject claims) {
    List<String> names = new ArrayList<>();
    Object claim = claim(claims, settings.roleClaim());
    if (claim instanceof String text) {
      names.add(text);
    } else if (claim instanceof JsonArray several) {
      several.stream()
          .filter(String.class::isInstance)
          .forEach(text -> names.add(String.valueOf(text)));
    }
    return names.stream().flatMap(name -> Role.builtIn(name).stream()).reduce(Role::and);
  }

  /**
   * The claim with exactly this name, which may be a URL with dots; otherwise the one at that path.
   */
  private static @Nullable Object claim(JsonObject claims, String path) {
    if (claims.containsKey(path)) {
      return claims.getValue(path);
    }
    Object at = claims;
    for (String step : path.split("\\.", -1)) {
      if (!(at instanceof JsonObject object)) {
        return null;
      }
      at = object.getValue(step);
    }
    return at;
  }

  private static Future<Actor> refused(@Nullable Reason reason, BearerJwt token) {
    return BearerAuthenticator.refused(Credential.EXTERNAL_TOKEN, reason, token);
  }
}
