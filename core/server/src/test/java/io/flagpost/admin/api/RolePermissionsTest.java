package io.flagpost.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.flagpost.platform.net.IpNetworks;
import io.flagpost.platform.web.ClientAddress;
import io.flagpost.testing.AdminApi;
import io.flagpost.testing.Futures;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every operation of the real description, asked for by every role; nothing is behind it. */
class RolePermissionsTest {
  private static final String LIMITED = "-limited";
  private static final AdminContract CONTRACT = AdminContract.load();

  private static Vertx vertx;
  private static URI url;

  @BeforeAll
  static void start() {
    // Loads the classes here that would otherwise keep the event loop waiting.
    Parameter any =
        CONTRACT.operations().stream()
            .flatMap(one -> one.parameters().stream())
            .findFirst()
            .orElseThrow();
    new ContractSchemas(CONTRACT).check(IntNode.valueOf(1), any.schemaPointer(), "");
    vertx = Vertx.vertx();
    Map<String, AdminOperation> nothing = new LinkedHashMap<>();
    CONTRACT
        .operations()
        .forEach(
            operation ->
                nothing.put(
                    operation.id(), request -> Future.succeededFuture(AdminAnswer.noContent())));
    AdminListener listener =
        new AdminListener(
            TestSettings.any(),
            new io.flagpost.admin.api.AdminApi(CONTRACT, List.of(nothing)),
            token -> Future.succeededFuture(caller(token)),
            new ClientAddress(IpNetworks.of(List.of())),
            new SimpleMeterRegistry(),
            new AccessWatch(
                (refusal, operation, address, requestId) -> {},
                (read, request) -> Future.succeededFuture()),
            UnaryOperator.identity());
    Futures.await(vertx.deployVerticle(listener.verticle(vertx)));
    url = URI.create("http://127.0.0.1:" + listener.port());
  }

  /** The token is a role, and says whether its owner is limited. */
  private static Actor caller(String token) {
    String role = token.replace(LIMITED, "");
    return new Actor(
        Actor.Kind.ACCOUNT,
        role,
        1L,
        "s",
        Role.builtIn(role).orElseThrow(),
        role.equals(token) ? Scope.UNLIMITED : new Scope(Set.of(1L), null));
  }

  @AfterAll
  static void stop() {
    Futures.await(vertx.close());
  }

  @Test
  void everyRoleIsAllowedAndRefusedWhatItsPermissionsSay() {
    for (Role role : Role.BUILT_IN) {
      var wrong = new TreeMap<String, Integer>();
      for (Operation operation : CONTRACT.operations()) {
        Permission needed = operation.permission();
        int status = ask(operation, role.name()).status();
        boolean refused = status == 401 || status == 403;
        if (refused != (needed != null && !role.may(needed))) {
          wrong.put(operation.id(), status);
        }
      }
      assertThat(wrong).as(role.name()).isEmpty();
    }
  }

  @Test
  void everyOperationSaysHowItObeysALimit() {
    List<String> silent =
        CONTRACT.operations().stream()
            .filter(operation -> operation.permission() != null)
            .filter(operation -> !described(operation).has("x-flagpost-limit"))
            .map(Operation::id)
            .toList();

    assertThat(silent).isEmpty();
  }

  @Test
  void aLimitedCallerIsRefusedWhatCannotBeLimited() {
    var wrong = new TreeMap<String, String>();
    for (Operation operation : CONTRACT.operations()) {
      AdminApi.Reply reply = ask(operation, "admin" + LIMITED);
      boolean refused = operation.permission() != null && operation.limit() == Limit.REFUSED;
      if (refused != (reply.status() == 403)
          || refused != reply.toString().contains("the caller is limited to some")) {
        wrong.put(operation.id(), reply.toString());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void anAnalystChangesNothingButBlocksAndOnesOwn() {
    assertThat(changes(Role.ANALYST))
        .containsExactlyInAnyOrder(
            "blockLicense",
            "unblockLicense",
            "createBlock",
            "updateBlock",
            "deleteBlock",
            "logout",
            "changeOwnPassword",
            "createToken",
            "revokeToken");
  }

  @Test
  void anAuditorChangesNothingButOnesOwn() {
    assertThat(changes(Role.AUDITOR))
        .containsExactlyInAnyOrder(
            "verifyAuditLog", "logout", "changeOwnPassword", "createToken", "revokeToken");
  }

  @Test
  void allBuiltInRolesReadWhatIsNotTheAuditLog() {
    List<String> unread =
        CONTRACT.operations().stream()
            .filter(operation -> operation.method().equals("GET"))
            .filter(operation -> operation.permission() != null)
            .filter(operation -> operation.permission() != Permission.AUDIT)
            .filter(
                operation -> !Role.BUILT_IN.stream().allMatch(role -> role.may(needed(operation))))
            .map(Operation::id)
            .toList();

    assertThat(unread).isEmpty();
  }

  private static AdminApi.Reply ask(Operation operation, String token) {
    return AdminApi.at(url)
        .with(token)
        .call(
            operation.method(),
            operation.path().replaceAll("\\{\\w+\\}", "1"),
            BodyPublishers.noBody());
  }

  private static JsonNode described(Operation operation) {
    return CONTRACT
        .json()
        .path("paths")
        .path(operation.path())
        .path(operation.method().toLowerCase(Locale.ROOT));
  }

  private static Permission needed(Operation operation) {
    Permission needed = operation.permission();
    assertThat(needed).isNotNull();
    return needed == null ? Permission.SELF : needed;
  }

  private static List<String> changes(Role role) {
    return CONTRACT.operations().stream()
        .filter(operation -> !operation.method().equals("GET"))
        .filter(operation -> operation.permission() != null && role.may(needed(operation)))
        .map(Operation::id)
        .collect(Collectors.toList());
  }
}
