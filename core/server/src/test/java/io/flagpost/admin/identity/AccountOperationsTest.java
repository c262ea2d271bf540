package io.flagpost.admin.identity;

import static io.flagpost.admin.identity.SignInRig.ADDRESS;
import static io.flagpost.admin.identity.SignInRig.PASSWORD;
import static io.flagpost.admin.identity.SignInRig.ROOT;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.audit.AuditEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
final class AccountOperationsTest {
  private static final Map<String, String> ANN = Map.of("name", "ann");

  private SignInRig rig;
  private Actor root;

  @BeforeEach
  void open(Vertx vertx) {
    rig = new SignInRig(vertx);
    root = rig.root();
  }

  @Test
  void anAccountIsMadeShownChangedAndDeleted() {
    SignInRig.Reply made = create(" ann b ", "analyst");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.headers())
        .containsEntry("Location", "/admin/v1/accounts/ann%20b")
        .containsEntry("ETag", "\"1\"");
    assertThat(made.text("name")).isEqualTo("ann b");
    assertThat(made.body().toString()).doesNotContain("password");
    Map<String, String> path = Map.of("name", "ann b");

    SignInRig.Reply changed = rig.as(root, "updateAccount", path, Map.of("role", "auditor"));
    assertThat(changed.headers()).containsEntry("ETag", "\"2\"");
    assertThat(rig.as(root, "getAccount", path, Map.of()).body()).isEqualTo(changed.body());
    AuditEvent event = rig.audit.last().event();
    assertThat(event.action()).isEqualTo("account.update");
    assertThat(event.target()).isEqualTo("account/ann b");
    assertThat(Objects.requireNonNull(event.before()).path("role").asText()).isEqualTo("analyst");
    assertThat(Objects.requireNonNull(event.after()).path("role").asText()).isEqualTo("auditor");

    int written = rig.audit.entries().size();
    assertThat(rig.as(root, "updateAccount", path, Map.of("role", "auditor")).headers())
        .containsEntry("ETag", "\"2\"");
    assertThat(rig.audit.entries()).hasSize(written);

    assertThat(rig.as(root, "deleteAccount", path, Map.of()).status()).isEqualTo(204);
    assertThat(rig.refused(root, "getAccount", path, Map.of()).status()).isEqualTo(404);
    assertThat(rig.refused(root, "deleteAccount", path, Map.of()).status()).isEqualTo(404);
  }

  @Test
  void aNameIsTakenOnceAndCaseMatters() {
    create("ann", "analyst");

    Problem taken = refusedCreate("ann ", PASSWORD);
    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.errors().get(0).field()).isEqualTo("name");
    assertThat(create("Ann", "analyst").status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "admin\u200b",
        "\u0430dmin",
        "ad\u00admin",
        "a\u2028b",
        "a  b",
        "adm\u0131n\u0645"
      })
  void aNameWithWhatNobodySeesIsRefused(String name) {
    Problem refused = refusedCreate(name, PASSWORD);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.errors().get(0).field()).isEqualTo("name");
  }

  @Test
  void aNameThatLooksLikeAnotherAccountsIsTaken() {
    create("cope", "analyst");
    create("Zo\u00eb", "analyst");
    create("\u041e\u043b\u044c\u0433\u0430", "analyst");

    Problem taken = refusedCreate("\u0441\u043e\u0440\u0435", PASSWORD); // all Cyrillic
    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.errors().get(0).reason()).isEqualTo("looks like cope");
    assertThat(refusedCreate("Zoe\u0308", PASSWORD).status()).isEqualTo(409);
  }

  @Test
  void aWeakPasswordOrABlankNameIsRefusedWithItsField() {
    assertThat(refusedCreate("ann", "short").errors().get(0).field()).isEqualTo("password");
    assertThat(refusedCreate("administrator", "Administrator").errors().get(0).field())
        .isEqualTo("password");
    assertThat(refusedCreate("  ", PASSWORD).errors().get(0).field()).isEqualTo("name");
    assertThat(
            rig.refused(root, "resetAccountPassword", Map.of("name", ROOT), Map.of("password", "x"))
                .status())
        .isEqualTo(400);
  }

  @Test
  void aStaleRevisionIsRefused() {
    create("ann", "analyst");

    assertThat(statusIfMatch("updateAccount", "\"7\"")).isEqualTo(412);
    assertThat(statusIfMatch("deleteAccount", "\"7\"")).isEqualTo(412);
    assertThat(statusIfMatch("updateAccount", "W/x")).isEqualTo(400);
    assertThat(await(changeRole("\"1\"")).status()).isEqualTo(200);
  }

  @Test
  void theLastActiveAdministratorStaysOne() {
    Map<String, String> path = Map.of("name", ROOT);
    create("ann", "admin");
    rig.as(root, "updateAccount", ANN, Map.of("active", false));

    assertThat(rig.refused(root, "deleteAccount", path, Map.of()).status()).isEqualTo(409);
    assertThat(rig.refused(root, "updateAccount", path, Map.of("active", false)).status())
        .isEqualTo(409);
    assertThat(rig.refused(root, "updateAccount", path, Map.of("role", "auditor")).status())
        .isEqualTo(409);

    rig.as(root, "updateAccount", ANN, Map.of("active", true));
    assertThat(rig.as(root, "deleteAccount", path, Map.of()).status()).isEqualTo(204);
    assertThat(rig.refused(root, "deleteAccount", ANN, Map.of()).status()).isEqualTo(409);
  }

  @Test
  void ofTwoAdministratorsWhoDemoteEachOtherAtOnceOneStays() {
    create("ann", "admin");

    Future<SignInRig.Reply> one = demote(ROOT);
    Future<SignInRig.Reply> other = demote("ann");
    await(Future.join(one, other).otherwiseEmpty());

    assertThat(one.succeeded()).isNotEqualTo(other.succeeded());
    assertThat(SignInRig.problem(one.failed() ? one : other).status()).isEqualTo(409);
  }

  @Test
  void accountsAndSessionsAreListedFilteredAndSorted() {
    create("ann", "analyst");
    create("bob", "auditor");
    rig.signIn("ann", PASSWORD);

    assertThat(names(Map.of())).containsExactly("ann", "bob", "root");
    assertThat(names(Map.of("sort", List.of("-name")))).containsExactly("root", "bob", "ann");
    assertThat(names(Map.of("role", List.of("auditor")))).containsExactly("bob");
    assertThat(names(Map.of("active", List.of("false")))).isEmpty();
    List<JsonNode> sessions =
        rig.list(root, "listSessions", Map.of(), Map.of("account", List.of("ann")));
    assertThat(sessions)
        .extracting(session -> session.path("address").asText())
        .containsExactly(ADDRESS);
  }

  @Test
  void everyoneCanAskWhoTheyAre() {
    JsonNode me = rig.as(root, "whoAmI", Map.of(), Map.of()).body();

    assertThat(me.path("kind").asText()).isEqualTo("account");
    assertThat(me.path("name").asText()).isEqualTo(ROOT);
    assertThat(me.path("role").asText()).isEqualTo("admin");
  }

  private SignInRig.Reply create(String name, String role) {
    return rig.as(
        root, "createAccount", Map.of(), Map.of("name", name, "role", role, "password", PASSWORD));
  }

  private Problem refusedCreate(String name, String password) {
    return rig.refused(
        root,
        "createAccount",
        Map.of(),
        Map.of("name", name, "role", "analyst", "password", password));
  }

  private Future<SignInRig.Reply> demote(String name) {
    return rig.call(
        root,
        "updateAccount",
        ADDRESS,
        Map.of("name", name),
        Map.of(),
        Map.of("role", "analyst"),
        null);
  }

  private Future<SignInRig.Reply> changeRole(String ifMatch) {
    return rig.call(
        root, "updateAccount", ADDRESS, ANN, Map.of(), Map.of("role", "auditor"), ifMatch);
  }

  private int statusIfMatch(String operation, String ifMatch) {
    return SignInRig.problem(
            rig.call(root, operation, ADDRESS, ANN, Map.of(), Map.of("role", "auditor"), ifMatch))
        .status();
  }

  private List<String> names(Map<String, List<String>> query) {
    return rig.list(root, "listAccounts", Map.of(), query).stream()
        .map(account -> account.path("name").asText())
        .toList();
  }
}
