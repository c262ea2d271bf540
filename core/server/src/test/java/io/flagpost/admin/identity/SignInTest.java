package io.flagpost.admin.identity;

import static io.flagpost.admin.identity.SignInRig.ADDRESS;
import static io.flagpost.admin.identity.SignInRig.PASSWORD;
import static io.flagpost.admin.identity.SignInRig.ROOT;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.Role;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.sqlclient.Tuple;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Signing in with a password, and changing it. */
final class SignInTest extends SignInFixture {
  @Test
  void aPasswordGivesTokensThatStandForTheAccount() {
    SignInRig.Reply reply = rig.login("  root ", PASSWORD);

    assertThat(reply.headers()).containsEntry("Cache-Control", "no-store");
    assertThat(Instant.parse(reply.text("expires_at")))
        .isEqualTo(rig.clock.instant().plus(SignInRig.ACCESS));
    assertThat(Instant.parse(reply.text("session_expires_at")))
        .isEqualTo(rig.clock.instant().plus(SignInRig.SESSION));
    Actor actor = rig.actor(reply.text("access_token"));
    assertThat(actor.kind()).isEqualTo(Actor.Kind.ACCOUNT);
    assertThat(actor.name()).isEqualTo(ROOT);
    assertThat(actor.role()).isEqualTo(Role.ADMIN);
    assertThat(rig.audit.last().event().action()).isEqualTo("session.create");
    assertThat(rig.audit.last().event().target()).isEqualTo("session/" + actor.credential());
    assertThat(rig.audit.last().address()).isEqualTo(ADDRESS);
  }

  @Test
  void everyFailureToSignInLooksTheSame() {
    Actor root = rig.root();
    rig.member("ann", "analyst");
    rig.as(root, "updateAccount", Map.of("name", "ann"), Map.of("active", false));

    Problem unknown = refusedLogin("nobody", PASSWORD);
    Problem wrong = refusedLogin(ROOT, "a wrong password");
    Problem inactive = refusedLogin("ann", PASSWORD);

    assertThat(unknown.status()).isEqualTo(401);
    assertThat(wrong).isEqualTo(unknown);
    assertThat(inactive).isEqualTo(unknown);
    assertThat(refusedLogin("ROOT", PASSWORD)).isEqualTo(unknown);
  }

  @Test
  void aHashAtAnotherCostIsUpgradedAtTheNextSignIn() {
    PasswordHash old =
        PasswordHash.of(
            PASSWORD, new java.security.SecureRandom(), new PasswordHash.Cost(32, 2, 1));
    await(
        rig.pool
            .preparedQuery("UPDATE account SET password_hash = $1")
            .execute(Tuple.of(old.phc())));

    rig.signIn(ROOT, PASSWORD);

    assertThat(storedHash()).startsWith("$argon2id$v=19$m=64,t=1,p=1$");
    assertThat(rig.login(ROOT, PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void aRightPasswordIsNoFailureThoughANewHashIsRefused() {
    ObjectNode session = rig.signIn(ROOT, PASSWORD);
    PasswordHash old =
        PasswordHash.of(
            PASSWORD, new java.security.SecureRandom(), new PasswordHash.Cost(32, 2, 1));
    await(
        rig.pool
            .preparedQuery("UPDATE account SET password_hash = $1")
            .execute(Tuple.of(old.phc())));
    await(rig.pool.query("DELETE FROM login_attempt").execute());

    IdentityService busy = identityThatHasTimeFor(1);
    assertThat(SignInRig.failureOf(busy, null, "login", Map.of("name", ROOT, "password", PASSWORD)))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(failures()).isZero();

    busy = identityThatHasTimeFor(2); // the new password's rules are looked at, too
    assertThat(
            SignInRig.failureOf(
                busy,
                actor(session),
                "changeOwnPassword",
                Map.of("old_password", PASSWORD, "new_password", "another correct battery")))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(failures()).isZero();
  }

  /** Whose thread for passwords takes so many and no more. */
  private IdentityService identityThatHasTimeFor(int most) {
    WorkerExecutor worker = rig.vertx.createSharedWorkerExecutor("busy", 1);
    AtomicInteger taken = new AtomicInteger();
    WorkerExecutor busy =
        (WorkerExecutor)
            Proxy.newProxyInstance(
                SignInTest.class.getClassLoader(),
                new Class<?>[] {WorkerExecutor.class},
                (proxy, method, arguments) ->
                    taken.incrementAndGet() <= most
                        ? method.invoke(worker, arguments)
                        : Future.failedFuture(new RejectedExecutionException()));
    return await(
        rig.openIdentity(
            rig.pool,
            rig.wrapping,
            new PasswordHasher(
                busy, new java.security.SecureRandom(), new PasswordHash.Cost(64, 1, 1)),
            null));
  }

  private int failures() {
    return await(
            rig.pool.query("SELECT coalesce(sum(failures), 0)::int FROM login_attempt").execute())
        .iterator()
        .next()
        .getInteger(0);
  }

  @Test
  void oneChangesOnesOwnPasswordWithTheOldOne() {
    ObjectNode one = rig.signIn(ROOT, PASSWORD);
    ObjectNode other = rig.signIn(ROOT, PASSWORD);

    Problem wrong =
        rig.refused(
            actor(one),
            "changeOwnPassword",
            Map.of(),
            Map.of("old_password", "wrong", "new_password", "a much better one"));
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.errors().get(0).field()).isEqualTo("old_password");
    Problem weak =
        rig.refused(
            actor(one),
            "changeOwnPassword",
            Map.of(),
            Map.of("old_password", PASSWORD, "new_password", "short"));
    assertThat(weak.status()).isEqualTo(400);
    assertThat(weak.errors().get(0).field()).isEqualTo("new_password");

    rig.as(
        actor(one),
        "changeOwnPassword",
        Map.of(),
        Map.of("old_password", PASSWORD, "new_password", "a much better one"));

    assertThat(refusedLogin(ROOT, PASSWORD).status()).isEqualTo(401);
    assertThat(rig.login(ROOT, "a much better one").status()).isEqualTo(200);
    assertThat(actor(one).name()).isEqualTo(ROOT);
    assertThat(rig.refusal(other.path("access_token").asText())).isEqualTo(401);
  }

  @Test
  void guessingTheOldPasswordIsSlowedDownToo() {
    Actor root = rig.root();
    Map<String, String> guess = Map.of("old_password", "no", "new_password", "a much better one");
    for (int i = 0; i < LoginAttempts.ACCOUNT_LIMIT; i++) {
      assertThat(rig.refused(root, "changeOwnPassword", Map.of(), guess).status()).isEqualTo(422);
    }

    assertThat(rig.refused(root, "changeOwnPassword", Map.of(), guess).status()).isEqualTo(429);
  }

  @Test
  void nothingSecretIsWrittenDownOrShown() throws Exception {
    ObjectNode tokens = rig.signIn(ROOT, PASSWORD);
    SignInRig.Reply made =
        rig.as(
            actor(tokens),
            "createToken",
            Map.of(),
            Map.of(
                "name", "script",
                "role", "analyst",
                "expires_at", rig.clock.instant().plusSeconds(60).toString()));
    rig.as(
        actor(tokens),
        "resetAccountPassword",
        Map.of("name", ROOT),
        Map.of("password", "another " + PASSWORD));
    List<String> secrets =
        List.of(
            PASSWORD,
            "argon2id",
            tokens.path("access_token").asText(),
            tokens.path("refresh_token").asText(),
            made.text("token"));

    assertThat(rig.audit.entries().toString()).doesNotContain(secrets);
    assertThat(new OpaqueToken(made.text("token")).toString()).doesNotContain(secrets);
    assertThat(BearerJwt.read(secrets.get(2)).orElseThrow().toString()).doesNotContain(secrets);
    assertThat(tablesOfTokens()).contains("token_hash").doesNotContain(secrets);
  }

  private String tablesOfTokens() throws Exception {
    try (var connection = rig.database.connect();
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT (SELECT json_agg(t) FROM access_token t)::text"
                        + " || (SELECT json_agg(t) FROM admin_refresh_token t)::text")) {
      rows.next();
      return rows.getString(1);
    }
  }

  private String storedHash() {
    return await(rig.pool.query("SELECT password_hash FROM account").execute())
        .iterator()
        .next()
        .getString(0);
  }
}
