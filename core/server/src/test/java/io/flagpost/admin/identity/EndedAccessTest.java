package io.flagpost.admin.identity;

import static io.flagpost.admin.identity.SignInRig.PASSWORD;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left of each credential after each act that is meant to end access. */
@ExtendWith(VertxExtension.class)
final class EndedAccessTest {
  private static final String NEXT = "a staple that nobody expects";
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static SignInRig rig;

  @BeforeAll
  static void open(Vertx vertx) {
    rig = new SignInRig(vertx);
  }

  /** An account with everything that can stand for it. */
  private record Member(
      String name, ObjectNode own, ObjectNode other, String token, Map<String, String> path) {
    String access() {
      return other.path("access_token").asText();
    }

    Actor actor() {
      return rig.actor(own.path("access_token").asText());
    }
  }

  /**
   * {@code own}: the access token of the session that acts, if the account itself does; {@code
   * access} and {@code refresh}: those of another session; {@code token}: a personal access token;
   * {@code later}: that token once the account is active, there and an administrator again.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    // act,                            own, access, refresh, token, later
    "logout,                           401, 200,    200,     admin, admin",
    "a new password of its own,        200, 401,    401,     admin, admin",
    "the same and the tokens with it,  200, 401,    401,     401,   401",
    "a reset by an administrator,      401, 401,    401,     401,   401",
    "a reset by command,               401, 401,    401,     401,   401",
    "an end of its sessions,           401, 401,    401,     401,   401",
    "the same by command,              401, 401,    401,     401,   401",
    "an end of all sessions,           401, 401,    401,     401,   401",
    "the same by command for all,      401, 401,    401,     401,   401",
    "closing the account,              401, 401,    401,     401,   admin",
    "lowering its role,                401, 401,    401,     analyst, admin",
    "deleting it,                      401, 401,    401,     401,   401"
  })
  void everyActEndsWhatItIsMeantToEnd(
      String act, String own, String access, String refresh, String token, String later) {
    Member member = member();

    act(act, member);

    assertThat(standing(member.own().path("access_token").asText())).as("own").isEqualTo(own);
    assertThat(standing(member.access())).as("access").isEqualTo(access);
    assertThat(refreshed(member.other().path("refresh_token").asText()))
        .as("refresh")
        .isEqualTo(refresh);
    assertThat(role(member.token())).as("token").isEqualTo(token);
    restore(act, member);
    assertThat(role(member.token())).as("later").isEqualTo(later);
    assertThat(standing(member.access())).as("access later").isEqualTo(access);
  }

  @Test
  void aChangedPasswordTellsWhichTokensAreLeft() {
    Member member = member();
    token(member.actor(), "backup");
    revoke(member, token(member.actor(), "gone"));

    SignInRig.Reply kept = change(member, PASSWORD, NEXT, false);

    assertThat(kept.status()).isEqualTo(200);
    assertThat(kept.body().path("revoked_sessions").asInt()).isEqualTo(1);
    assertThat(kept.body().path("revoked_tokens").asInt()).isZero();
    assertThat(kept.body().path("remaining_tokens").asInt()).isEqualTo(2);
    assertThat(kept.body().path("remaining_token_names"))
        .extracting(name -> name.asText())
        .containsExactly("script", "backup");

    SignInRig.Reply ended = change(member, NEXT, PASSWORD, true);

    assertThat(ended.body().path("revoked_tokens").asInt()).isEqualTo(2);
    assertThat(ended.body().path("remaining_tokens").asInt()).isZero();
    assertThat(String.valueOf(rig.audit.last().event().after())).contains("\"revoked_tokens\":2");
  }

  @Test
  void whatEndsTokensTellsHowManyAndWritesItDown() {
    Member member = member();

    SignInRig.Reply reply = rig.as(rig.root(), "revokeAccountSessions", member.path(), Map.of());

    assertThat(reply.body().path("revoked_sessions").asInt()).isEqualTo(2);
    assertThat(reply.body().path("revoked_tokens").asInt()).isEqualTo(1);
    assertThat(rig.audit.last().event().after()).isEqualTo(reply.body());
  }

  @Test
  void whoeverWasSignedInWhenTheRequestBeganMakesNoTokenAfterTheEnd() {
    Member member = member();
    Actor admitted = member.actor();
    rig.as(rig.root(), "revokeAccountSessions", member.path(), Map.of());

    Problem made = rig.refused(admitted, "createToken", Map.of(), newToken("late"));
    Problem changed =
        rig.refused(
            admitted,
            "changeOwnPassword",
            Map.of(),
            Map.of("old_password", PASSWORD, "new_password", NEXT));

    assertThat(made.status()).isEqualTo(401);
    assertThat(changed.status()).isEqualTo(401);
    assertThat(rig.login(member.name(), PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void ofATokenThatIsMadeWhileEverythingEndsNothingIsLeft() {
    for (int i = 0; i < 5; i++) {
      Member member = member();
      Actor admitted = member.actor();
      Actor root = rig.root();

      Future<SignInRig.Reply> making =
          rig.call(
              admitted,
              "createToken",
              SignInRig.ADDRESS,
              Map.of(),
              Map.of(),
              newToken("racing"),
              null);
      await(
          rig.call(
              root,
              "revokeAccountSessions",
              SignInRig.ADDRESS,
              member.path(),
              Map.of(),
              Map.of(),
              null));
      await(making.otherwiseEmpty());

      if (making.succeeded()) {
        assertThat(rig.refusal(making.result().text("token"))).isEqualTo(401);
      } else {
        assertThat(SignInRig.problem(making).status()).isEqualTo(401);
      }
    }
  }

  private static void act(String act, Member member) {
    Map<String, String> path = member.path();
    switch (act) {
      case "logout" -> rig.as(member.actor(), "logout", Map.of(), Map.of());
      case "a new password of its own" -> change(member, PASSWORD, NEXT, false);
      case "the same and the tokens with it" -> change(member, PASSWORD, NEXT, true);
      case "a reset by an administrator" ->
          rig.as(rig.root(), "resetAccountPassword", path, Map.of("password", NEXT));
      case "a reset by command" -> await(rig.first.resetPassword(member.name(), NEXT));
      case "an end of its sessions" -> rig.as(rig.root(), "revokeAccountSessions", path, Map.of());
      case "the same by command" -> await(rig.first.revokeSessions(member.name()));
      case "an end of all sessions" -> rig.as(rig.root(), "revokeAllSessions", Map.of(), Map.of());
      case "the same by command for all" -> await(rig.first.revokeSessions());
      case "closing the account" ->
          rig.as(rig.root(), "updateAccount", path, Map.of("active", false));
      case "lowering its role" ->
          rig.as(rig.root(), "updateAccount", path, Map.of("role", "analyst"));
      case "deleting it" -> rig.as(rig.root(), "deleteAccount", path, Map.of());
      default -> throw new IllegalArgumentException(act);
    }
  }

  private static void restore(String act, Member member) {
    if (act.equals("deleting it")) {
      rig.as(
          rig.root(),
          "createAccount",
          Map.of(),
          Map.of("name", member.name(), "role", "admin", "password", PASSWORD));
    } else {
      rig.as(rig.root(), "updateAccount", member.path(), Map.of("active", true, "role", "admin"));
    }
  }

  private static Member member() {
    String name = "member" + NAMES.incrementAndGet();
    Actor root = rig.root();
    rig.as(
        root,
        "createAccount",
        Map.of(),
        Map.of("name", name, "role", "admin", "password", PASSWORD));
    ObjectNode own = rig.signIn(name, PASSWORD);
    ObjectNode other = rig.signIn(name, PASSWORD);
    String token = token(rig.actor(own.path("access_token").asText()), "script").text("token");
    return new Member(name, own, other, token, Map.of("name", name));
  }

  private static SignInRig.Reply change(Member member, String old, String next, boolean tokens) {
    return rig.as(
        member.actor(),
        "changeOwnPassword",
        Map.of(),
        Map.of("old_password", old, "new_password", next, "revoke_tokens", tokens));
  }

  private static SignInRig.Reply token(Actor owner, String name) {
    return rig.as(owner, "createToken", Map.of(), newToken(name));
  }

  private static void revoke(Member member, SignInRig.Reply token) {
    rig.as(member.actor(), "revokeToken", Map.of("id", token.text("id")), Map.of());
  }

  private static Map<String, String> newToken(String name) {
    return Map.of(
        "name",
        name,
        "role",
        "admin",
        "expires_at",
        rig.clock.instant().plusSeconds(60).toString());
  }

  private static String standing(String token) {
    return role(token).equals("401") ? "401" : "200";
  }

  private static String role(String token) {
    Future<Actor> actor = rig.identity.authenticator().authenticate(token);
    return await(
        actor
            .map(known -> known.role().name())
            .otherwise(
                refused -> Integer.toString(((ProblemException) refused).problem().status())));
  }

  private static String refreshed(String token) {
    Future<SignInRig.Reply> reply =
        rig.call(
            null,
            "refreshSession",
            SignInRig.ADDRESS,
            Map.of(),
            Map.of(),
            Map.of("refresh_token", token),
            null);
    return await(
        reply
            .map(granted -> Integer.toString(granted.status()))
            .otherwise(
                refused -> Integer.toString(((ProblemException) refused).problem().status())));
  }
}
