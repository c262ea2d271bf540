package io.flagpost.admin.identity;

import static io.flagpost.admin.identity.SignInRig.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.Permission;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.Role;
import io.flagpost.testing.Futures;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class PersonalTokenTest {
  private static final Map<String, String> ANN = Map.of("name", "ann");

  private Vertx vertx;
  private SignInRig rig;
  private Actor root;
  private Actor ann;

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
    rig = new SignInRig(vertx);
    root = rig.root();
    ann = rig.member("ann", "admin");
  }

  @Test
  void aTokenIsShownOnceAndStandsForItsAccount() {
    SignInRig.Reply made = create(ann, "auditor", Duration.ofDays(30));

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.headers()).containsEntry("Cache-Control", "no-store");
    String token = made.text("token");
    assertThat(token).matches("fpat_[A-Za-z0-9_-]{43}");
    Actor actor = rig.actor(token);
    assertThat(actor.kind()).isEqualTo(Actor.Kind.TOKEN);
    assertThat(actor.name()).isEqualTo("ann");
    assertThat(actor.role()).isEqualTo(Role.AUDITOR);
    assertThat(actor.credential()).isEqualTo(made.text("id"));
    assertThat(rig.audit.actions()).contains("token.create");
    JsonNode listed = rig.list(ann, "listTokens", Map.of(), Map.of()).get(0);
    assertThat(listed.path("name").asText()).isEqualTo("script");
    assertThat(fields(listed)).doesNotContain("token", "token_hash");
    assertThat(rig.list(root, "listTokens", Map.of(), Map.of())).isEmpty();
    assertThat(rig.list(root, "listAccountTokens", ANN, Map.of())).containsExactly(listed);
  }

  @Test
  void aTokenDoesNoMoreThanItsAccountMayNow() {
    String token = create(ann, "admin", Duration.ofDays(30)).text("token");
    assertThat(rig.actor(token).role()).isEqualTo(Role.ADMIN);

    rig.as(root, "updateAccount", ANN, Map.of("role", "analyst"));
    assertThat(rig.actor(token).role()).isEqualTo(Role.ANALYST);

    rig.as(root, "updateAccount", ANN, Map.of("active", false));
    assertThat(rig.refusal(token)).isEqualTo(401);

    rig.as(root, "updateAccount", ANN, Map.of("active", true, "role", "auditor"));
    assertThat(rig.actor(token).role()).isEqualTo(Role.AUDITOR);

    rig.as(root, "deleteAccount", ANN, Map.of());
    assertThat(rig.refusal(token)).isEqualTo(401);
  }

  @Test
  void aTokenOfAnotherRoleThanItsAccountDoesWhatBothMay() {
    String token = create(ann, "analyst", Duration.ofDays(30)).text("token");

    rig.as(root, "updateAccount", ANN, Map.of("role", "auditor"));

    assertThat(rig.actor(token).role().permissions())
        .containsExactlyInAnyOrder(Permission.SELF, Permission.READ, Permission.TELEMETRY);
  }

  @Test
  void aTokenExpires() {
    String token = create(ann, "analyst", Duration.ofHours(1)).text("token");

    rig.clock.advance(Duration.ofMinutes(59));
    assertThat(rig.actor(token).name()).isEqualTo("ann");
    rig.clock.advance(Duration.ofMinutes(1));
    assertThat(rig.refusal(token)).isEqualTo(401);
  }

  @Test
  void aTokenIsRevokedByItsOwnerOrAnAdministrator() {
    SignInRig.Reply one = create(ann, "analyst", Duration.ofDays(1));
    SignInRig.Reply other = create(ann, "analyst", Duration.ofDays(1));

    assertThat(rig.refused(root, "revokeToken", Map.of("id", one.text("id")), Map.of()).status())
        .isEqualTo(404);
    assertThat(rig.as(ann, "revokeToken", Map.of("id", one.text("id")), Map.of()).status())
        .isEqualTo(204);
    Map<String, String> path = Map.of("name", "ann", "id", other.text("id"));
    assertThat(rig.as(root, "revokeAccountToken", path, Map.of()).status()).isEqualTo(204);
    int written = rig.audit.entries().size();
    assertThat(rig.as(root, "revokeAccountToken", path, Map.of()).status()).isEqualTo(204);

    assertThat(rig.refusal(one.text("token"))).isEqualTo(401);
    assertThat(rig.refusal(other.text("token"))).isEqualTo(401);
    assertThat(rig.audit.actions()).contains("token.revoke");
    assertThat(rig.audit.entries()).hasSize(written);
  }

  @Test
  void aTokenOfMoreThanOnesOwnRoleOrOfMoreThanAYearIsRefused() {
    rig.as(root, "updateAccount", ANN, Map.of("role", "auditor"));
    Actor auditor = rig.actor(rig.signIn("ann", PASSWORD).path("access_token").asText());

    String soon = rig.clock.instant().plus(Duration.ofDays(1)).toString();
    Problem role = refused(auditor, "admin", soon);
    assertThat(role.status()).isEqualTo(422);
    assertThat(role.errors().get(0).field()).isEqualTo("role");
    assertThat(refused(auditor, "analyst", soon).status()).isEqualTo(422);
    Instant now = rig.clock.instant();
    for (String expiry :
        List.of("tomorrow", now.toString(), now.plus(Duration.ofDays(367)).toString())) {
      Problem problem = refused(auditor, "auditor", expiry);
      assertThat(problem.status()).isEqualTo(400);
      assertThat(problem.errors().get(0).field()).isEqualTo("expires_at");
    }
  }

  @Test
  void aTokenMakesNoTokensAndChangesNoPassword() {
    Actor script = rig.actor(create(ann, "admin", Duration.ofDays(1)).text("token"));

    assertThat(refused(script, "analyst", "2099-01-01T00:00:00Z").status()).isEqualTo(403);
    assertThat(
            rig.refused(
                    script,
                    "changeOwnPassword",
                    Map.of(),
                    Map.of("old_password", PASSWORD, "new_password", "another " + PASSWORD))
                .status())
        .isEqualTo(403);
    assertThat(rig.refused(script, "logout", Map.of(), Map.of()).status()).isEqualTo(403);
  }

  @Test
  void itsLastUseIsKnownToAMinute() {
    String token = create(ann, "analyst", Duration.ofDays(1)).text("token");
    Instant first = rig.clock.instant();
    rig.actor(token);
    Futures.until(vertx, () -> first.toString().equals(lastUse()));

    rig.clock.advance(Duration.ofSeconds(59));
    rig.actor(token);
    assertThat(lastUse()).isEqualTo(first.toString());

    rig.clock.advance(Duration.ofSeconds(2));
    Instant later = rig.clock.instant();
    rig.actor(token);
    Futures.until(vertx, () -> later.toString().equals(lastUse()));
  }

  /**
   * Looked up by JDBC: a test's condition runs on an event loop, which must not wait for itself.
   */
  private String lastUse() {
    try (var connection = rig.database.connect();
        var rows =
            connection.createStatement().executeQuery("SELECT last_used_at FROM access_token")) {
      rows.next();
      var used = rows.getTimestamp(1);
      return used == null ? "" : used.toInstant().toString();
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private SignInRig.Reply create(Actor owner, String role, Duration lifetime) {
    return rig.as(
        owner,
        "createToken",
        Map.of(),
        Map.of(
            "name",
            "script",
            "role",
            role,
            "expires_at",
            rig.clock.instant().plus(lifetime).toString()));
  }

  private Problem refused(Actor owner, String role, String expiry) {
    return rig.refused(
        owner,
        "createToken",
        Map.of(),
        Map.of("name", "script", "role", role, "expires_at", expiry));
  }

  private static Set<String> fields(JsonNode json) {
    Set<String> names = new HashSet<>();
    json.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
