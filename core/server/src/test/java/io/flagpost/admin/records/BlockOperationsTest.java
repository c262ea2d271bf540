package io.flagpost.admin.records;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.audit.AuditEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockOperationsTest {
  private static final Registrar REGISTRAR = new Registrar();

  @BeforeEach
  void clear() throws Exception {
    REGISTRAR.clear();
  }

  @AfterAll
  static void close() {
    REGISTRAR.close();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1/32",
    "192.0.2.77/24, 192.0.2.0/24",
    "0.0.0.0/0, 0.0.0.0/0",
    "::ffff:192.0.2.1, 192.0.2.1/32",
    "::ffff:192.0.2.0/120, 192.0.2.0/24",
    "2001:DB8::1, 2001:db8::1/128",
    "2001:db8:1::/33, 2001:db8::/33",
    "::/0, ::/0",
  })
  void networksAreKeptInOneNotation(String given, String kept) {
    assertThat(create("network", given).gives(201).path("value").asText()).isEqualTo(kept);
    Problem twice = create("network", kept).refused(409);
    assertThat(twice.errors()).extracting(FieldError::field).containsExactly("value");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "192.0.2",
        "192.0.2.1/33",
        "192.0.2.256",
        "1",
        "localhost",
        "*",
        "::1/129"
      })
  void whatIsNoNetworkIsRefused(String given) {
    assertThat(create("network", given).refused(400).errors())
        .extracting(FieldError::field)
        .containsExactly("value");
  }

  @Test
  void anEntryIsMadeNotedAndTakenOff() {
    long id = create("user", "u").gives(201).path("id").asLong();
    create("user", "u").refused(409);
    create("activation", "u").gives(201);

    REGISTRAR.call("updateBlock").path("id", id).body("{'note': 'why'}").ifMatch(2).refused(412);
    JsonNode noted =
        REGISTRAR.call("updateBlock").path("id", id).body("{'note': 'why'}").ifMatch(1).gives(200);
    assertThat(noted.path("value").asText()).isEqualTo("u");
    assertThat(noted.path("note").asText()).isEqualTo("why");
    assertThat(REGISTRAR.call("showBlock").path("id", id).gives(200)).isEqualTo(noted);
    assertThat(REGISTRAR.call("deleteBlock").path("id", id).answer().status()).isEqualTo(204);
    REGISTRAR.call("showBlock").path("id", id).refused(404);
    REGISTRAR.call("updateBlock").path("id", id).body("{'note': null}").refused(404);
    assertThat(REGISTRAR.audited)
        .extracting(AuditEvent::action)
        .containsExactly("block.create", "block.create", "block.update", "block.delete");
  }

  @Test
  void theListIsFilteredAlsoByAnAddressInANetwork() {
    create("network", "192.0.2.0/24").gives(201);
    create("network", "192.0.2.7").gives(201);
    create("user", "192.0.2.7/32").gives(201);

    assertThat(list("address", "192.0.2.7")).hasSize(2);
    assertThat(list("address", "192.0.2.8")).hasSize(1);
    assertThat(list("kind", "user")).hasSize(1);
    assertThat(list("value", "192.0.2.7/32")).hasSize(2);
    assertThat(REGISTRAR.call("listBlocks").query("address", "nowhere").refused(400).errors())
        .extracting(FieldError::field)
        .containsExactly("address");
  }

  private JsonNode list(String filter, String value) {
    return REGISTRAR.call("listBlocks").query(filter, value).gives(200).path("items");
  }

  private Registrar.Call create(String kind, String value) {
    return REGISTRAR.call("createBlock").body("{'kind': '" + kind + "', 'value': '" + value + "'}");
  }
}
