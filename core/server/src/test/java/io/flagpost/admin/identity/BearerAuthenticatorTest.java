package io.flagpost.admin.identity;

import static io.flagpost.admin.identity.SignInRig.PASSWORD;
import static io.flagpost.admin.identity.SignInRig.ROOT;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.Role;
import io.flagpost.platform.kek.KeyEncryptionException;
import io.flagpost.platform.kek.KeyEncryptionKey;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.testing.Futures;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class BearerAuthenticatorTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private SignInRig rig;

  @BeforeEach
  void open(Vertx vertx) {
    rig = new SignInRig(vertx);
  }

  @Test
  void everyKindOfForgedTokenIsRefusedAlike() throws SQLException {
    String valid = rig.signIn(ROOT, PASSWORD).path("access_token").asText();
    try (Connection connection = rig.database.connect()) {
      ForgedTokens forged = ForgedTokens.of(connection, rig.wrapping, valid);

      assertThat(rig.actor(forged.genuine()).name()).isEqualTo(ROOT);
      forged
          .all()
          .forEach(
              (name, token) -> {
                Problem problem =
                    SignInRig.problem(rig.identity.authenticator().authenticate(token));
                assertThat(problem.status()).as(name).isEqualTo(401);
                assertThat(problem.headers()).as(name).containsKey("WWW-Authenticate");
                if (token.length() > 20) {
                  assertThat(problem.toString()).as(name).doesNotContain(token);
                }
              });
    }
  }

  @Test
  void anAccessTokenExpiresWithinFiveSecondsOfItsTime() {
    String token = rig.signIn(ROOT, PASSWORD).path("access_token").asText();

    rig.clock.advance(SignInRig.ACCESS.plusSeconds(4));
    assertThat(rig.actor(token).name()).isEqualTo(ROOT);

    rig.clock.advance(Duration.ofSeconds(1));
    assertThat(rig.refusal(token)).isEqualTo(401);
  }

  @Test
  void theRoleIsTheOneThatTheAccountHasNow() {
    Actor root = rig.root();
    rig.member("ann", "analyst");
    String token = rig.signIn("ann", PASSWORD).path("access_token").asText();
    assertThat(rig.actor(token).role()).isEqualTo(Role.ANALYST);

    rig.as(root, "updateAccount", Map.of("name", "ann"), Map.of("role", "admin"));
    assertThat(rig.actor(token).role()).isEqualTo(Role.ADMIN);

    rig.as(root, "updateAccount", Map.of("name", "ann"), Map.of("role", "auditor"));
    assertThat(rig.refusal(token)).isEqualTo(401);
  }

  @Test
  void whateverTakesSomethingFromAnAccountEndsItsSessionsAtOnce() {
    Actor root = rig.root();
    rig.member("ann", "admin");
    Map<String, String> ann = Map.of("name", "ann");
    List<Runnable> takers =
        List.of(
            () -> rig.as(root, "revokeAccountSessions", ann, Map.of()),
            () -> rig.as(root, "resetAccountPassword", ann, Map.of("password", PASSWORD)),
            () -> rig.as(root, "updateAccount", ann, Map.of("role", "auditor")),
            () -> rig.as(root, "updateAccount", ann, Map.of("active", false)),
            () -> rig.as(root, "deleteAccount", ann, Map.of()));
    for (Runnable taker : takers) {
      rig.as(root, "updateAccount", ann, Map.of("active", true));
      String token = rig.signIn("ann", PASSWORD).path("access_token").asText();

      taker.run();

      assertThat(rig.refusal(token)).isEqualTo(401);
    }
    assertThat(rig.actor(rig.signIn(ROOT, PASSWORD).path("access_token").asText()).name())
        .isEqualTo(ROOT);
  }

  @Test
  void allSessionsOfEverybodyCanBeEnded() {
    Actor root = rig.root();
    rig.member("ann", "analyst");
    String token = rig.signIn("ann", PASSWORD).path("access_token").asText();
    List<JsonNode> sessions = rig.list(root, "listSessions", Map.of(), Map.of());

    SignInRig.Reply reply = rig.as(root, "revokeAllSessions", Map.of(), Map.of());

    assertThat(reply.body().path("revoked_sessions").asInt()).isEqualTo(sessions.size());
    assertThat(rig.refusal(token)).isEqualTo(401);
    assertThat(rig.list(root, "listSessions", Map.of(), Map.of())).isEmpty();
  }

  @Test
  void theSigningKeyIsSealedAnewUnderTheKeyInForce() {
    String token = rig.signIn(ROOT, PASSWORD).path("access_token").asText();
    KeyEncryptionKey next = new KeyEncryptionKey(RANDOM.generateSeed(32), RANDOM);
    KeyWrapping onlyNext = new KeyWrapping(next, List.of());
    assertThat(Futures.failure(reopen(onlyNext))).isInstanceOf(KeyEncryptionException.class);

    KeyWrapping both = rig.rotatedTo(next);
    assertThat(reEncrypt(both)).isEqualTo(1);
    assertThat(reEncrypt(both)).isZero();

    IdentityService reopened = await(reopen(onlyNext));
    assertThat(await(reopened.authenticator().authenticate(token)).name()).isEqualTo(ROOT);
    reopened.close();
  }

  private int reEncrypt(KeyWrapping wrapping) {
    return await(
        rig.pool.withTransaction(
            connection -> rig.identity.reEncryptable().reEncrypt(connection, wrapping)));
  }

  private io.vertx.core.Future<IdentityService> reopen(KeyWrapping wrapping) {
    return rig.openIdentity(rig.pool, wrapping, rig.hasher, null);
  }
}
