package io.flagpost.administration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.AdminContract;
import io.flagpost.admin.api.AdminSecuritySuite;
import io.flagpost.admin.api.AdminSecuritySuite.BadToken;
import io.flagpost.admin.api.Role;
import io.flagpost.admin.identity.ForgedTokens;
import io.flagpost.testing.AdminApi;
import io.flagpost.testing.RunningGateway;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every operation of the description refuses every token that it is to refuse. */
class SecurityIT {
  private final RunningGateway gateway = AdminGateway.running();
  private final AdminSecuritySuite suite =
      new AdminSecuritySuite(AdminContract.load(), gateway.adminUrl());

  @Test
  void onlyWhatHasToBeOpenIsOpen() {
    suite.assertOnlyTheAllowedAreOpen();
  }

  @TestFactory
  Stream<DynamicTest> everyOtherOperationRefusesEveryBadToken() throws SQLException {
    AdminApi root = AdminGateway.administrator();
    List<BadToken> tokens = new ArrayList<>();
    tokens.add(BadToken.missing());
    for (Role role : new Role[] {Role.ANALYST, Role.AUDITOR}) {
      tokens.add(BadToken.underprivileged(role, personalToken(root, role, "2027-01-01T00:00:00Z")));
    }
    tokens.add(BadToken.unusable("revoked personal token", revoked(root)));
    tokens.add(BadToken.unusable("expired personal token", expired(root)));
    tokens.add(BadToken.unusable("session that was signed out", signedOut()));
    String valid = accessToken();
    try (Connection connection = gateway.database().connect()) {
      ForgedTokens.of(connection, RunningGateway.wrapping(), valid)
          .all()
          .forEach((name, token) -> tokens.add(BadToken.unusable(name, token)));
    }
    return suite.tests(tokens);
  }

  private String accessToken() {
    return login().get("access_token").asText();
  }

  private JsonNode login() {
    return AdminApi.at(gateway.adminUrl())
        .post(
            "/admin/v1/login",
            "{\"name\":\""
                + AdminGateway.NAME
                + "\",\"password\":\""
                + AdminGateway.PASSWORD
                + "\"}")
        .json();
  }

  private String signedOut() {
    String token = accessToken();
    AdminApi.Reply gone =
        AdminApi.at(gateway.adminUrl())
            .with(token)
            .call("POST", "/admin/v1/logout", BodyPublishers.noBody());
    assertThat(gone.status()).as("%s", gone).isEqualTo(204);
    return token;
  }

  private static JsonNode token(AdminApi root, Role role, String expiresAt) {
    AdminApi.Reply made =
        root.post(
            "/admin/v1/tokens",
            String.format(
                Locale.ROOT,
                "{\"name\":\"security\",\"role\":\"%s\",\"expires_at\":\"%s\"}",
                role.name(),
                expiresAt));
    assertThat(made.status()).as("%s", made).isEqualTo(201);
    return made.json();
  }

  private static String personalToken(AdminApi root, Role role, String expiresAt) {
    return token(root, role, expiresAt).get("token").asText();
  }

  private static String revoked(AdminApi root) {
    JsonNode made = token(root, Role.ADMIN, "2027-01-01T00:00:00Z");
    assertThat(root.delete("/admin/v1/tokens/" + made.get("id").asText()).status()).isEqualTo(204);
    return made.get("token").asText();
  }

  private String expired(AdminApi root) throws SQLException {
    JsonNode made = token(root, Role.ADMIN, "2027-01-01T00:00:00Z");
    try (Connection connection = gateway.database().connect();
        Statement statement = connection.createStatement()) {
      int changed =
          statement.executeUpdate(
              "UPDATE access_token SET created_at = now() - interval '2 hours',"
                  + " expires_at = now() - interval '1 hour' WHERE id = "
                  + made.get("id").asLong());
      assertThat(changed).isEqualTo(1);
    }
    return made.get("token").asText();
  }
}
