package io.flagpost.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every operation of the real description, asked for by every role; nothing is behind it. */
class RolePermissionsTest {
  private static final AdminContract CONTRACT = AdminContract.load();

  private static Vertx vertx;
  private static URI url;

  @BeforeAll
  static void start() {
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
            token ->
                Future.succeededFuture(
                    new Actor(
                        Actor.Kind.ACCOUNT, token, 1L, "s", Role.builtIn(token).orElseThrow())),
            new ClientAddress(IpNetworks.of(List.of())),
            new SimpleMeterRegistry(),
            (refusal, operation, address, requestId) -> {},
            UnaryOperator.identity());
    Futures.await(vertx.deployVerticle(listener.verticle(vertx)));
    url = URI.create("http://127.0.0.1:" + listener.port());
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
        String path = operation.path().replaceAll("\\{\\w+\\}", "1");
        int status =
            AdminApi.at(url)
                .with(role.name())
                .call(operation.method(), path, BodyPublishers.noBody())
                .status();
        boolean refused = status == 401 || status == 403;
        if (refused != (needed != null && !role.may(needed))) {
          wrong.put(operation.id(), status);
        }
      }
      assertThat(wrong).as(role.name()).isEmpty();
    }
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
