package io.flagpost.admin.identity;

import static io.flagpost.admin.identity.SignInRig.PASSWORD;
import static io.flagpost.admin.identity.SignInRig.ROOT;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.admin.api.Actor;
import io.flagpost.admin.audit.Changes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class FirstAdministratorTest {
  private SignInRig rig;

  @BeforeEach
  void open(Vertx vertx) {
    rig = new SignInRig(vertx);
  }

  @Test
  void ofTwoNodesThatStartAtOnceOneMakesTheAdministrator() {
    await(rig.pool.query("DELETE FROM account").execute());
    Pool other = rig.newPool();

    Future<Boolean> one = rig.first.ensure("first", PASSWORD);
    Future<Boolean> two =
        new FirstAdministrator(other, new Changes(other, rig.audit), rig.hasher, rig.clock)
            .ensure("first", PASSWORD);

    assertThat(await(one)).isNotEqualTo(await(two));
    assertThat(rig.login("first", PASSWORD).status()).isEqualTo(200);
    assertThat(rig.audit.actions()).filteredOn("account.create"::equals).hasSize(2);
  }

  @Test
  void withAnyAccountThereNoneIsMadeAtStart() {
    assertThat(await(rig.first.ensure("first", PASSWORD))).isFalse();
    assertThat(await(rig.first.ensure("first", ""))).isFalse();
  }

  @Test
  void aCommandMakesOneMoreAdministrator() {
    await(rig.first.create("second", PASSWORD));

    assertThat(rig.login("second", PASSWORD).status()).isEqualTo(200);
    Actor actor =
        rig.audit.entries().stream()
            .filter(entry -> entry.event().target().equals("account/second"))
            .findFirst()
            .orElseThrow()
            .actor();
    assertThat(actor).isEqualTo(Actor.command("admin create"));
    assertThat(SignInRig.problem(rig.first.create("second", PASSWORD)).status()).isEqualTo(409);
    assertThat(SignInRig.problem(rig.first.create("third", "short")).status()).isEqualTo(400);
    assertThat(SignInRig.problem(rig.first.create("a\nb", PASSWORD)).status()).isEqualTo(400);
  }

  @Test
  void aCommandResetsAPasswordAndEndsSessions() {
    String token = rig.signIn(ROOT, PASSWORD).path("access_token").asText();

    await(rig.first.resetPassword(ROOT, "another " + PASSWORD));

    assertThat(rig.refusal(token)).isEqualTo(401);
    assertThat(rig.login(ROOT, "another " + PASSWORD).status()).isEqualTo(200);
    assertThat(SignInRig.problem(rig.first.resetPassword("nobody", PASSWORD)).status())
        .isEqualTo(404);
  }

  @Test
  void aCommandEndsSessions() {
    rig.signIn(ROOT, PASSWORD);
    rig.signIn(ROOT, PASSWORD);

    assertThat(await(rig.first.revokeSessions(ROOT))).isEqualTo(new EndedAccess(2, 0));
    rig.signIn(ROOT, PASSWORD);
    assertThat(await(rig.first.revokeSessions())).isEqualTo(new EndedAccess(1, 0));
    assertThat(await(rig.first.revokeSessions())).isEqualTo(new EndedAccess(0, 0));
  }
}
