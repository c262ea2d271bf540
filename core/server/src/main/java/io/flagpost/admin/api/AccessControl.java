package io.flagpost.admin.api;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Authenticates and authorises requests by their token. Runs on the request's event loop. */
final class AccessControl {
  private static final String SCHEME = "Bearer ";
  private static final String CANNOT_BE_LIMITED =
      "This is about all products and environments, and the caller is limited to some";

  private final Authenticator authenticator;
  private final ReadingWatch readings;

  AccessControl(Authenticator authenticator, ReadingWatch readings) {
    this.authenticator = authenticator;
    this.readings = readings;
  }

  /** See {@link ReadingWatch#reading}. */
  Future<Void> reading(Operation operation, AdminRequest request) {
    return readings.reading(operation, request);
  }

  /**
   * The caller; fails with a {@link ProblemException} of status 401 or 403.
   *
   * @param limit how the operation obeys the caller's limit, if it has one
   */
  Future<Actor> authorise(HttpServerRequest request, Permission needed, Limit limit) {
    String token = token(request);
    if (token == null) {
      return Future.failedFuture(
          new ProblemException(
              Problem.unauthorized("A bearer token is needed"),
              AccessRefusal.of(AccessRefusal.Credential.NONE, AccessRefusal.Reason.MISSING)));
    }
    return authenticator
        .authenticate(token)
        .compose(
            actor -> {
              if (!actor.role().may(needed)) {
                return refused(actor, lacking(actor, needed));
              }
              return limit == Limit.REFUSED && !actor.scope().isUnlimited()
                  ? refused(actor, CANNOT_BE_LIMITED)
                  : Future.succeededFuture(actor);
            });
  }

  private static <T> Future<T> refused(Actor actor, String detail) {
    return Future.failedFuture(
        new ProblemException(Problem.forbidden(detail), AccessRefusal.notPermitted(actor)));
  }

  private static String lacking(Actor actor, Permission needed) {
    return String.format(
        Locale.ROOT,
        "This needs the permission %s, which %s %s does not have",
        needed.text(),
        actor.kind() == Actor.Kind.TOKEN ? "this token of the role" : "the role",
        actor.role().name());
  }

  private static @Nullable String token(HttpServerRequest request) {
    List<String> sent = request.headers().getAll("Authorization");
    if (sent.size() != 1 || !sent.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    String token = sent.get(0).substring(SCHEME.length()).strip();
    return token.isEmpty() ? null : token;
  }
}
