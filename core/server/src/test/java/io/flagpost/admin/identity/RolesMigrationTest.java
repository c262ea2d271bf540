package io.flagpost.admin.identity;

import static io.flagpost.admin.identity.SignInRig.PASSWORD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.Role;
import io.flagpost.admin.api.Scope;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class RolesMigrationTest {
  private static final String BEFORE =
      """
      ALTER TABLE account DROP CONSTRAINT account_role_fkey,
        DROP COLUMN products, DROP COLUMN environments,
        ADD CONSTRAINT account_role_check CHECK (role IN ('admin', 'analyst', 'auditor'));
      ALTER TABLE access_token DROP COLUMN products, DROP COLUMN environments,
        ADD CONSTRAINT access_token_role_check CHECK (role IN ('admin', 'analyst', 'auditor'));
      DROP TABLE admin_role""";

  @Test
  void everyAccountAndTokenKeepsItsRoleAndHasNoLimit(Vertx vertx) throws Exception {
    SignInRig rig = new SignInRig(vertx);
    Map<String, Role> tokens = new LinkedHashMap<>();
    for (Role role : Role.BUILT_IN) {
      Actor member = rig.member("of-" + role.name(), role.name());
      tokens.put(rig.signIn(member.name(), PASSWORD).path("access_token").asText(), role);
      String end = rig.clock.instant().plusSeconds(60).toString();
      tokens.put(
          rig.as(
                  member,
                  "createToken",
                  Map.of(),
                  Map.of("name", "script", "role", role.name(), "expires_at", end))
              .text("token"),
          role);
    }

    rig.database.execute(BEFORE);
    rig.database.execute(migration());

    tokens.forEach(
        (token, role) -> {
          assertThat(rig.actor(token).role()).isEqualTo(role);
          assertThat(rig.actor(token).scope()).isEqualTo(Scope.UNLIMITED);
        });
    assertThat(rig.list(rig.root(), "listRoles", Map.of(), Map.of())).hasSize(3);
  }

  private static String migration() throws Exception {
    String path = "/db/migration/V20__roles_and_limits.sql";
    try (InputStream in = RolesMigrationTest.class.getResourceAsStream(path)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    }
  }
}
