package io.flagpost.admin.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AccessRefusal;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.vertx.core.Future;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The operations to sign in and out and to change one's own password. */
final class OwnOperations {
  private final SignIn signIn;
  private final OwnPassword password;

  OwnOperations(SignIn signIn, OwnPassword password) {
    this.signIn = signIn;
    this.password = password;
  }

  Map<String, AdminOperation> operations() {
    return Map.of(
        "login", this::login,
        "refreshSession", this::refresh,
        "logout", this::logout,
        "whoAmI", this::whoAmI,
        "changeOwnPassword", password::change);
  }

  /**
   * Whether the caller signed in with a password. Some operations need that, so that a stolen token
   * cannot be used to gain lasting access.
   */
  static boolean hasSession(Actor actor) {
    return actor.kind() == Actor.Kind.ACCOUNT;
  }

  /** Refuses callers who did not sign in with a password. */
  static <T> Future<T> needsSession(Actor actor) {
    return Future.failedFuture(
        new ProblemException(
            Problem.forbidden("it takes a sign-in with a password, not another token"),
            AccessRefusal.notPermitted(actor)));
  }

  private Future<AdminAnswer> login(AdminRequest request) {
    JsonNode body = request.requiredBody();
    return signIn
        .login(
            AccountName.of(body.path("name").asText()),
            body.path("password").asText(),
            new OpaqueToken(body.path("device_token").asText()),
            request.address())
        .map(OwnOperations::secret);
  }

  private Future<AdminAnswer> refresh(AdminRequest request) {
    return signIn
        .refresh(
            new OpaqueToken(request.requiredBody().path("refresh_token").asText()),
            request.address())
        .map(OwnOperations::secret);
  }

  private Future<AdminAnswer> logout(AdminRequest request) {
    Actor actor = request.requiredActor();
    return hasSession(actor)
        ? signIn
            .logout(actor, session(actor), request.address())
            .map(ended -> AdminAnswer.noContent())
        : needsSession(actor);
  }

  private Future<AdminAnswer> whoAmI(AdminRequest request) {
    Actor actor = request.requiredActor();
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("kind", actor.kind().name().toLowerCase(Locale.ROOT))
            .put("name", actor.name())
            .put("role", actor.role().name())
            .put("credential", actor.credential());
    ArrayNode permissions = json.putArray("permissions");
    actor.role().permissions().forEach(permission -> permissions.add(permission.text()));
    Rights.of(actor).writeScope(json);
    return Future.succeededFuture(AdminAnswer.ok(json));
  }

  /** The session of a caller who signed in with a password. */
  static UUID session(Actor actor) {
    return UUID.fromString(
        Objects.requireNonNull(actor.credential(), "a caller who signed in has a session"));
  }

  private static AdminAnswer secret(SignIn.Granted granted) {
    return AdminAnswer.ok(granted.json()).with("Cache-Control", "no-store");
  }
}
