package io.flagpost.admin.identity;

import static io.flagpost.admin.identity.SignInRig.ADDRESS;
import static io.flagpost.admin.identity.SignInRig.PASSWORD;
import static io.flagpost.admin.identity.SignInRig.ROOT;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.Actor;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How long a session lives: renewals, signing out, and what is deleted afterwards. */
final class SessionsTest extends SignInFixture {
  @Test
  void aRefreshTokenIsGoodForOneRenewal() {
    ObjectNode first = rig.signIn(ROOT, PASSWORD);
    String session = rig.actor(first.path("access_token").asText()).credential();
    rig.clock.advance(SignInRig.ACCESS.plusMinutes(1));
    assertThat(rig.refusal(first.path("access_token").asText())).isEqualTo(401);

    SignInRig.Reply second = rig.refresh(first.path("refresh_token").asText());

    assertThat(rig.actor(second.text("access_token")).credential()).isEqualTo(session);
    assertThat(second.text("session_expires_at"))
        .isEqualTo(first.path("session_expires_at").asText());
    assertThat(rig.refresh(second.text("refresh_token")).status()).isEqualTo(200);
  }

  @Test
  void aRefreshTokenThatComesTwiceEndsTheSession() {
    ObjectNode first = rig.signIn(ROOT, PASSWORD);
    SignInRig.Reply second = rig.refresh(first.path("refresh_token").asText());

    assertThat(refusedRefresh(first.path("refresh_token").asText())).isEqualTo(401);

    assertThat(rig.refusal(second.text("access_token"))).isEqualTo(401);
    assertThat(refusedRefresh(second.text("refresh_token"))).isEqualTo(401);
    assertThat(rig.audit.last().event().action()).isEqualTo("session.revoke");
  }

  @Test
  void ofTwoParallelRenewalsWithOneTokenTheSecondEndsTheSession() {
    String token = rig.signIn(ROOT, PASSWORD).path("refresh_token").asText();

    List<Future<SignInRig.Reply>> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(call("refreshSession", Map.of("refresh_token", token)));
    }
    await(Future.join(both).otherwiseEmpty());

    assertThat(both).filteredOn(Future::succeeded).hasSize(1);
    String won =
        both.stream()
            .filter(Future::succeeded)
            .findFirst()
            .orElseThrow()
            .result()
            .text("access_token");
    assertThat(rig.refusal(won)).isEqualTo(401);
  }

  @Test
  void aSessionEndsHoweverOftenItIsRenewed() {
    ObjectNode tokens = rig.signIn(ROOT, PASSWORD);
    rig.clock.advance(SignInRig.SESSION.minusMinutes(1));
    SignInRig.Reply last = rig.refresh(tokens.path("refresh_token").asText());
    assertThat(last.text("expires_at")).isEqualTo(last.text("session_expires_at"));

    rig.clock.advance(Duration.ofMinutes(1));

    assertThat(rig.refusal(last.text("access_token"))).isEqualTo(401);
    assertThat(refusedRefresh(last.text("refresh_token"))).isEqualTo(401);
  }

  @Test
  void signingOutEndsThatSessionAndNoOther() {
    ObjectNode one = rig.signIn(ROOT, PASSWORD);
    ObjectNode other = rig.signIn(ROOT, PASSWORD);

    assertThat(rig.as(actor(one), "logout", Map.of(), Map.of()).status()).isEqualTo(204);

    assertThat(rig.refusal(one.path("access_token").asText())).isEqualTo(401);
    assertThat(refusedRefresh(one.path("refresh_token").asText())).isEqualTo(401);
    assertThat(actor(other).name()).isEqualTo(ROOT);
  }

  @Test
  void invalidRefreshTokensAreRefused() {
    for (String token : List.of("x", "fprt_", "fprt_" + "A".repeat(43), "fpat_" + "A".repeat(43))) {
      assertThat(refusedRefresh(token)).isEqualTo(401);
    }
  }

  @Test
  void anotherNodeTakesTheTokensOfThisOne() {
    ObjectNode tokens = rig.signIn(ROOT, PASSWORD);
    IdentityService other = await(rig.openIdentity(rig.newPool(), rig.wrapping, rig.hasher, null));

    Actor actor = await(other.authenticator().authenticate(tokens.path("access_token").asText()));

    assertThat(actor.name()).isEqualTo(ROOT);
    other.close();
  }

  @Test
  void whatHasBeenOverForLongIsDeleted() {
    rig.signIn(ROOT, PASSWORD);
    refusedLogin(ROOT, "wrong wrong wrong");
    rig.clock.advance(Duration.ofDays(40));
    rig.signIn(ROOT, PASSWORD);

    await(rig.identity.sweep());

    assertThat(count("admin_session")).isEqualTo(1);
    assertThat(count("admin_refresh_token")).isEqualTo(1);
    assertThat(count("login_attempt")).isEqualTo(1); // the address, just now
  }

  private int refusedRefresh(String token) {
    return rig.refused(null, "refreshSession", Map.of(), Map.of("refresh_token", token)).status();
  }

  private Future<SignInRig.Reply> call(String operation, Map<String, String> body) {
    return rig.call(null, operation, ADDRESS, Map.of(), Map.of(), body, null);
  }

  private long count(String table) {
    return await(rig.pool.query("SELECT count(*) FROM " + table).execute())
        .iterator()
        .next()
        .getLong(0);
  }
}
