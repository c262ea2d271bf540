package io.flagpost.registry;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.testing.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrySchemaTest {
  private static final TestDatabase DATABASE = TestDatabase.create();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO api_key (name, capabilities, products) VALUES ('k', '{}', '{}')",
        "INSERT INTO api_key (name, capabilities, allow_list) VALUES ('k', '{}', '{}')",
        "INSERT INTO api_key_secret (api_key_id, key_hash) VALUES (1, 'plain')",
        "INSERT INTO api_key (name, capabilities) VALUES ('k', '{admin}')",
        "INSERT INTO api_key (name, capabilities, rate_limit) VALUES ('k', '{}', 0)",
        "INSERT INTO api_key (name, capabilities, revoked_at) VALUES ('k', '{}', now())",
        "INSERT INTO api_key_secret (api_key_id, key_hash) VALUES (1, sha256('no such API key'))",
        "INSERT INTO product_version (product_id, version, checksums) VALUES (1, '1', '{abc}')",
        "INSERT INTO product_version (product_id, version, checksums) VALUES (1, '1', ARRAY[repeat('A', 64)])",
        "INSERT INTO block_list (kind, identifier) VALUES ('network', '10.0.0.1')",
        "INSERT INTO block_list (kind, network) VALUES ('user', '10.0.0.1')",
        "INSERT INTO block_list (kind) VALUES ('user')",
        "INSERT INTO license (license_key, product_id) VALUES ('no such product', 1)",
      })
  void whatTheGatewayCouldNotReadTheSchemaRefuses(String sql) {
    assertThatThrownBy(() -> DATABASE.execute(sql))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("constraint");
  }
}
