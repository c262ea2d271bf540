package io.flagpost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.node.config.Mode;
import io.flagpost.testing.RunningGateway;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose plugins folder is empty. */
class NoPluginsIT {
  private static RunningGateway gateway;
  private static Client client;

  @BeforeAll
  static void start(@TempDir Path empty) {
    gateway = RunningGateway.start(Mode.DEMO, Map.of("plugins.dir", empty.toString()));
    client = Client.of(gateway);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void itAcceptsStoresAndSigns() {
    Fields fields = Fields.honest();

    assertThat(client.send(fields).code()).isEqualTo(830);
    assertThat(client.send(Fields.honestForProduct2()).keyUsed()).isEqualTo("product");

    JsonNode record = client.recordOf(fields.user());
    assertThat(record.path("is_correct_format").asInt()).isEqualTo(1);
    assertThat(record.path("has_red_flags").asInt(-1)).isZero();
    assertThat(record.path("pending_checks")).isEmpty();
  }

  @Test
  void nothingLooksTheLicenseKeyUp() {
    Fields known = Fields.honest();
    Fields unknown = Fields.honest().with("license_key", "not one of ours");

    for (Fields fields : List.of(known, unknown)) {
      client.send(fields);
      JsonNode record = client.recordOf(fields.user());
      assertThat(record.path("license_key_exists").isNull()).isTrue();
      assertThat(Client.flagsOf(record)).isEmpty();
    }
  }

  @Test
  void itsOwnRulesStillFlag() {
    Fields fields = Fields.honest().with("product_version", "9.9.9");

    client.send(fields);

    assertThat(Client.flagsOf(client.recordOf(fields.user())))
        .containsExactly("unknown_product_version");
  }
}
