package io.flagpost.admin.identity;

import static io.flagpost.admin.identity.SignInRig.PASSWORD;
import static io.flagpost.admin.identity.SignInRig.ROOT;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.Permission;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.Role;
import io.flagpost.admin.audit.AuditEvent;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Roles of an operator's own, and that nobody gets more rights by them than he has. */
@ExtendWith(VertxExtension.class)
final class RoleOperationsTest {
  private static final Map<String, String> PEOPLE = Map.of("name", "people");
  private static final Map<String, String> ANN = Map.of("name", "ann");

  private SignInRig rig;
  private Actor root;

  @BeforeEach
  void open(Vertx vertx) {
    rig = new SignInRig(vertx);
    root = rig.root();
  }

  @Test
  void aRoleIsMadeShownChangedAndDeleted() {
    SignInRig.Reply made = role("people", "accounts", "read");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.headers())
        .containsEntry("Location", "/admin/v1/roles/people")
        .containsEntry("ETag", "\"1\"");
    assertThat(made.body().path("permissions"))
        .extracting(JsonNode::asText)
        .containsExactly("self", "read", "accounts");
    assertThat(made.body().path("built_in").asBoolean()).isFalse();

    SignInRig.Reply changed = rig.as(root, "updateRole", PEOPLE, permissions("read"));
    assertThat(changed.headers()).containsEntry("ETag", "\"2\"");
    assertThat(rig.as(root, "showRole", PEOPLE, Map.of()).body()).isEqualTo(changed.body());
    AuditEvent event = rig.audit.last().event();
    assertThat(event.action()).isEqualTo("role.update");
    assertThat(event.target()).isEqualTo("role/people");
    int written = rig.audit.entries().size();
    assertThat(rig.as(root, "updateRole", PEOPLE, permissions("read")).headers())
        .containsEntry("ETag", "\"2\"");
    assertThat(rig.audit.entries()).hasSize(written);

    assertThat(rig.as(root, "deleteRole", PEOPLE, Map.of()).status()).isEqualTo(204);
    assertThat(rig.refused(root, "showRole", PEOPLE, Map.of()).status()).isEqualTo(404);
    assertThat(rig.refused(root, "deleteRole", PEOPLE, Map.of()).status()).isEqualTo(404);
  }

  @Test
  void rolesAreListedWithTheBuiltInOnes() {
    role("people", "read");

    assertThat(rig.list(root, "listRoles", Map.of(), Map.of()))
        .extracting(role -> role.path("name").asText() + " " + role.path("built_in").asBoolean())
        .containsExactly("admin true", "analyst true", "auditor true", "people false");
  }

  @Test
  void aBuiltInRoleStaysAsItIs() {
    Map<String, String> analyst = Map.of("name", "analyst");

    assertThat(rig.refused(root, "updateRole", analyst, permissions("read")).status())
        .isEqualTo(409);
    assertThat(rig.refused(root, "deleteRole", analyst, Map.of()).status()).isEqualTo(409);
    Map<String, Object> again = Map.of("name", "analyst", "permissions", List.of("read"));
    assertThat(rig.refused(root, "createRole", Map.of(), again).status()).isEqualTo(409);
  }

  @Test
  void aStaleRevisionIsRefused() {
    role("people", "read");

    var stale = rig.call(root, "updateRole", "", PEOPLE, Map.of(), permissions("keys"), "\"7\"");

    assertThat(SignInRig.problem(stale).status()).isEqualTo(412);
  }

  @Test
  void aRoleThatAnAccountOrAUsableTokenHasIsNotDeleted() {
    role("people", "read");
    rig.member("ann", "people");
    Problem used = rig.refused(root, "deleteRole", PEOPLE, Map.of());
    assertThat(used.status()).isEqualTo(409);
    assertThat(used.detail()).contains("1 accounts");

    rig.as(root, "deleteAccount", ANN, Map.of());
    String end = rig.clock.instant().plus(Duration.ofHours(1)).toString();
    rig.as(
        root,
        "createToken",
        Map.of(),
        Map.of("name", "script", "role", "people", "expires_at", end));
    assertThat(rig.refused(root, "deleteRole", PEOPLE, Map.of()).detail()).contains("1 personal");

    rig.clock.advance(Duration.ofHours(2));
    assertThat(rig.as(root, "deleteRole", PEOPLE, Map.of()).status()).isEqualTo(204);
  }

  @Test
  void whatARoleLosesNobodyWhoHasItMayDoAnyMore() {
    role("people", "read", "keys");
    rig.member("ann", "people");
    String token = rig.signIn("ann", PASSWORD).path("access_token").asText();
    assertThat(rig.actor(token).role().may(Permission.KEYS)).isTrue();

    rig.as(root, "updateRole", PEOPLE, permissions("read"));

    assertThat(rig.actor(token).role().may(Permission.KEYS)).isFalse();
    assertThat(rig.actor(token).role().may(Permission.READ)).isTrue();
  }

  @Test
  void aRoleThatIsNotThereIsRefusedWithItsField() {
    Problem problem =
        rig.refused(
            root,
            "createAccount",
            Map.of(),
            Map.of("name", "ann", "role", "nobody", "password", PASSWORD));

    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.errors().get(0).field()).isEqualTo("role");
  }

  @Test
  void nobodyGivesAPermissionThatHeDoesNotHave() {
    role("people", "read", "accounts");
    role("keeper", "read", "keys");
    Actor ann = rig.member("ann", "people");
    Map<String, Object> bob = Map.of("name", "bob", "role", "keeper", "password", PASSWORD);

    for (Problem refused :
        List.of(
            rig.refused(ann, "createRole", Map.of(), named("thief", "read", "keys")),
            rig.refused(ann, "updateRole", PEOPLE, permissions("read", "keys")),
            rig.refused(ann, "updateRole", Map.of("name", "keeper"), permissions("read")),
            rig.refused(ann, "deleteRole", Map.of("name", "keeper"), Map.of()),
            rig.refused(ann, "createAccount", Map.of(), bob),
            rig.refused(ann, "updateAccount", ANN, Map.of("role", "admin")))) {
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.detail()).startsWith("This takes rights that the caller does not have");
    }
    assertThat(tokenErrors(ann, Map.of("role", "keeper"))).containsExactly("role");
    assertThat(rig.as(ann, "createRole", Map.of(), named("reader", "read")).status())
        .isEqualTo(201);
    Map<String, Object> carl = Map.of("name", "carl", "role", "people", "password", PASSWORD);
    assertThat(rig.as(ann, "createAccount", Map.of(), carl).status()).isEqualTo(201);
  }

  @Test
  void nobodyTakesOverAnAccountThatMayDoMore() {
    role("people", "read", "accounts");
    Actor ann = rig.member("ann", "people");
    Map<String, String> path = Map.of("name", ROOT);
    rig.member("bob", "admin");

    for (Problem refused :
        List.of(
            rig.refused(ann, "resetAccountPassword", path, Map.of("password", PASSWORD + " 2")),
            rig.refused(ann, "updateAccount", path, Map.of("role", "people")),
            rig.refused(ann, "updateAccount", path, Map.of("active", false)),
            rig.refused(ann, "deleteAccount", path, Map.of()))) {
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.detail()).endsWith("the permission telemetry");
    }
    assertThat(rig.signIn(ROOT, PASSWORD).has("access_token")).isTrue();
  }

  @Test
  void anAccountIsLimitedAndItsTokensOnlyNarrowThat() {
    Map<String, Object> ann =
        Map.of("name", "ann", "role", "analyst", "password", PASSWORD, "products", List.of(1, 2));
    SignInRig.Reply made = rig.as(root, "createAccount", Map.of(), ann);
    assertThat(made.body().path("products").toString()).isEqualTo("[1,2]");
    assertThat(made.body().path("environments").isNull()).isTrue();
    Actor actor = rig.actor(rig.signIn("ann", PASSWORD).path("access_token").asText());
    assertThat(actor.scope().products()).containsExactly(1L, 2L);

    assertThat(tokenErrors(actor, Map.of("role", "analyst", "products", List.of(1, 3))))
        .containsExactly("products");
    SignInRig.Reply token =
        token(
            actor,
            Map.of(
                "role", "analyst", "products", List.of(2), "environments", List.of("production")));
    Actor script = rig.actor(token.text("token"));
    assertThat(script.scope().products()).containsExactly(2L);
    assertThat(script.scope().environments()).containsExactly("production");
    Actor whole = rig.actor(token(actor, Map.of("role", "analyst")).text("token"));
    assertThat(whole.scope()).isEqualTo(actor.scope());

    rig.as(root, "updateAccount", ANN, Map.of("products", List.of(1)));
    Actor narrowed = rig.actor(token.text("token"));
    assertThat(narrowed.scope().products()).isEmpty();
    JsonNode caller = rig.as(narrowed, "whoAmI", Map.of(), Map.of()).body();
    assertThat(caller.path("products").toString()).isEqualTo("[]");
    assertThat(caller.path("permissions").toString())
        .isEqualTo("[\"self\",\"read\",\"telemetry\",\"leads\",\"block\"]");
  }

  @Test
  void whoeverIsLimitedAnewSignsInAgain() {
    rig.member("ann", "analyst");
    String token = rig.signIn("ann", PASSWORD).path("access_token").asText();

    rig.as(root, "updateAccount", ANN, Map.of("environments", List.of("production")));

    assertThat(rig.refusal(token)).isEqualTo(401);
  }

  @Test
  void anAdministratorWithALimitIsNotTheLastOne() {
    Map<String, String> path = Map.of("name", ROOT);
    rig.member("ann", "admin");
    rig.as(root, "updateAccount", ANN, Map.of("products", List.of(1)));

    assertThat(rig.refused(root, "deleteAccount", path, Map.of()).status()).isEqualTo(409);
    assertThat(rig.refused(root, "updateAccount", path, Map.of("products", List.of(1))).status())
        .isEqualTo(409);
  }

  @Test
  void aPermissionThatThisProgramDoesNotKnowGivesNothing() throws Exception {
    rig.database.execute(
        "INSERT INTO admin_role (name, permissions) VALUES ('later', '{read,time_travel}')");
    rig.member("ann", "later");

    assertThat(rig.actor(rig.signIn("ann", PASSWORD).path("access_token").asText()).role())
        .isEqualTo(new Role("later", Set.of(Permission.READ)));
  }

  private SignInRig.Reply role(String name, String... permissions) {
    return rig.as(root, "createRole", Map.of(), named(name, permissions));
  }

  private SignInRig.Reply token(Actor actor, Map<String, ?> rights) {
    return await(rig.call(actor, "createToken", "", Map.of(), Map.of(), script(rights), null));
  }

  private List<String> tokenErrors(Actor actor, Map<String, ?> rights) {
    Problem problem = rig.refused(actor, "createToken", Map.of(), script(rights));
    assertThat(problem.status()).isEqualTo(422);
    return problem.errors().stream().map(error -> error.field()).toList();
  }

  private Map<String, Object> script(Map<String, ?> rights) {
    Map<String, Object> body = new HashMap<>(rights);
    body.put("name", "script");
    body.put("expires_at", rig.clock.instant().plus(Duration.ofDays(1)).toString());
    return body;
  }

  private static Map<String, Object> named(String name, String... permissions) {
    return Map.of("name", name, "permissions", List.of(permissions));
  }

  private static Map<String, Object> permissions(String... permissions) {
    return Map.of("permissions", List.of(permissions));
  }
}
