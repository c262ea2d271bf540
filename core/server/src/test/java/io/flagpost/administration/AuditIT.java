package io.flagpost.administration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.node.config.Mode;
import io.flagpost.testing.AdminApi;
import io.flagpost.testing.AdminApi.Reply;
import io.flagpost.testing.RunningGateway;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The audit log of a whole gateway: what is changed behind its back is named. */
class AuditIT {
  @Test
  void everyChangeIsWrittenDownAndOneThatWasEditedInTheDatabaseIsNamed() throws SQLException {
    Map<String, String> first =
        Map.of(
            "admin.first-admin.name", AdminGateway.NAME,
            "admin.first-admin.password", AdminGateway.PASSWORD);
    try (RunningGateway gateway = RunningGateway.start(Mode.PRODUCTION, first)) {
      AdminApi root =
          AdminApi.at(gateway.adminUrl()).signedIn(AdminGateway.NAME, AdminGateway.PASSWORD);
      Reply made = root.put("/admin/v1/products/1", "{\"name\":\"Before\"}");
      assertThat(made.status()).as("%s", made).isEqualTo(201);
      root.patch("/admin/v1/products/1", "{\"name\":\"After\"}");
      root.delete("/admin/v1/products/1");

      JsonNode entries = root.get("/admin/v1/audit?target=product/1").json().get("items");
      assertThat(entries).hasSize(3);
      JsonNode update = entries.get(1);
      assertThat(update.get("actor").asText()).isEqualTo(AdminGateway.NAME);
      assertThat(update.get("address").asText()).isEqualTo("127.0.0.1");
      assertThat(update.at("/before/name").asText()).isEqualTo("Before");
      assertThat(update.at("/after/name").asText()).isEqualTo("After");
      assertThat(verdict(root).get("valid").asBoolean()).isTrue();

      long number = update.get("number").asLong();
      asOwner(gateway, "UPDATE audit_entry SET actor_name = 'ann' WHERE number = " + number);

      JsonNode verdict = verdict(root);
      assertThat(verdict.get("valid").asBoolean()).isFalse();
      assertThat(verdict.at("/problem/entry").asLong()).isEqualTo(number);
      assertThat(verdict.at("/problem/kind").asText()).isEqualTo("changed");
    }
  }

  private static JsonNode verdict(AdminApi root) {
    return root.call("POST", "/admin/v1/audit/verify", BodyPublishers.noBody()).json();
  }

  /** As somebody does who owns the table and knows of the triggers. */
  private static void asOwner(RunningGateway gateway, String sql) throws SQLException {
    try (Connection connection = gateway.database().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE audit_entry DISABLE TRIGGER ALL");
      assertThat(statement.executeUpdate(sql)).isEqualTo(1);
    }
  }
}
