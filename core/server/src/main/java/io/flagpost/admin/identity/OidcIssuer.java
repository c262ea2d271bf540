package io.flagpost.admin.identity;

import io.flagpost.admin.api.AccessRefusal;
import io.flagpost.admin.api.AccessRefusal.Credential;
import io.flagpost.admin.api.AccessRefusal.Reason;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Role;
import io.flagpost.admin.api.Scope;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Verifies the tokens of an external OpenID issuer. Any thread. */
final class OidcIssuer {
  private static final int LONGEST_NAME = 255;
  private static final Pattern PRODUCT = Pattern.compile("[1-9][0-9]{0,17}");

  /** More names of roles or values of a limit than that are not looked at. */
  private static final int MOST_VALUES = 1_000;

  /** The value of a claim that limits nothing. */
  private static final String EVERYTHING = "*";

  private final OidcSettings settings;
  private final IssuerKeys keys;
  private final Function<List<String>, Future<List<Role>>> roles;
  private final String host;
  private final Clock clock;

  /**
   * @param roles finds those of these names that there are
   */
  OidcIssuer(
      OidcSettings settings,
      IssuerKeys keys,
      Function<List<String>, Future<List<Role>>> roles,
      Clock clock) {
    this.settings = settings;
    this.keys = keys;
    this.roles = roles;
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
    return roles
        .apply(values(claims, settings.roleClaim()))
        .map(found -> found.stream().reduce(Role::and))
        .compose(
            role ->
                role.map(
                        given ->
                            Future.succeededFuture(
                                new Actor(
                                    Actor.Kind.EXTERNAL, name, null, null, given, scope(claims))))
                    .orElseGet(() -> withoutRole(token)));
  }

  private Future<Actor> withoutRole(BearerJwt token) {
    return Future.failedFuture(
        new ProblemException(
            Problem.forbidden(
                String.format(
                    Locale.ROOT,
                    "the token gives no role: its claim %s must name one, such as admin, analyst or"
                        + " auditor",
                    settings.roleClaim())),
            new AccessRefusal(Credential.EXTERNAL_TOKEN, Reason.NO_ROLE, null, token.facts())));
  }

  /** A token without a claim that limits is limited to nothing. */
  private Scope scope(JsonObject claims) {
    Set<String> products = limit(claims, settings.productsClaim());
    return new Scope(
        products == null
            ? null
            : products.stream()
                .filter(product -> PRODUCT.matcher(product).matches())
                .map(Long::valueOf)
                .collect(Collectors.toSet()),
        limit(claims, settings.environmentsClaim()));
  }

  private static @Nullable Set<String> limit(JsonObject claims, @Nullable String path) {
    if (path == null) {
      return null;
    }
    List<String> values = values(claims, path);
    return values.contains(EVERYTHING) ? null : Set.copyOf(values);
  }

  /** The texts and numbers of a claim: one, or a list of them. */
  private static List<String> values(JsonObject claims, String path) {
    Object claim = claim(claims, path);
    Stream<?> given =
        claim instanceof JsonArray several ? several.stream() : Stream.ofNullable(claim);
    return given
        .filter(value -> value instanceof String || value instanceof Number)
        .map(String::valueOf)
        .limit(MOST_VALUES)
        .distinct()
        .toList();
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
