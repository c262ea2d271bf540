package io.flagpost.admin.telemetry;

import static io.flagpost.telemetry.store.StoreRequests.fields;
import static io.flagpost.telemetry.store.StoreRequests.flag;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Scope;
import io.flagpost.telemetry.query.RecordSearch;
import io.flagpost.telemetry.query.SearchSettings;
import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.telemetry.store.TestStores;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TelemetryTimelineTest {
  /** Later than anything that was received. */
  private static Instant noon;

  private static Vertx vertx;
  private static TestDatabase database;
  private static PgTelemetryStore store;
  private static RecordSearch search;

  @BeforeAll
  static void fill() throws SQLException {
    noon = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(12, ChronoUnit.HOURS);
    vertx = Vertx.vertx();
    database = TestDatabase.create();
    store =
        await(
            TestStores.open(
                vertx, database.connectOptions(), StoreSettings.DEFAULTS, Clock.systemUTC()));
    search =
        RecordSearch.open(
            vertx, database.connectOptions(), "search", List::of, SearchSettings.DEFAULTS);
    put("lic", "act-1", "u1", "192.0.2.1", 10, 1L, "production");
    put("lic", "act-1", "u1", "192.0.2.1", 9, 1L, "production");
    put("lic", "act-2", "u2", "192.0.2.99", 8, 1L, "production");
    put("lic", "act-2", "u2", "198.51.100.1", 7, 2L, "staging");
    put("other", "act-1", "u1", "192.0.2.1", 6, 1L, "production");
    database.execute(
        "INSERT INTO product (id, name) VALUES (1, 'one')",
        "INSERT INTO license (license_key, product_id, activation_limit) VALUES ('lic', 1, 2)",
        "INSERT INTO activation (license_id, identifier, status) SELECT id, 'act-1', 'active'"
            + " FROM license",
        "INSERT INTO activation (license_id, identifier, status) SELECT id, 'act-0', 'inactive'"
            + " FROM license");
  }

  @AfterAll
  static void close() {
    await(search.close());
    await(store.close());
    await(vertx.close());
  }

  @Test
  void ofALicenseThereIsWhoUsedItAndWhatTheRegistryKnows() throws IOException {
    JsonNode line = show(Scope.UNLIMITED, Map.of("license_key", "lic"));

    assertThat(line.path("seen").path("records").asInt()).isEqualTo(4);
    assertThat(line.path("seen").path("flagged").asInt()).isEqualTo(4);
    assertThat(line.path("seen").path("is_complete").asBoolean()).isTrue();
    assertThat(names(line.path("activations"))).containsExactly("act-2: 2", "act-1: 2");
    assertThat(names(line.path("addresses")))
        .containsExactly("192.0.2.1: 2", "198.51.100.1: 1", "192.0.2.99: 1");
    assertThat(names(line.path("users"))).containsExactly("u2: 2", "u1: 2");
    assertThat(names(line.path("versions"))).containsExactly("1.0.1: 4");
    assertThat(names(line.path("flags"))).containsExactly("odd: 4");
    JsonNode first = line.path("activations").path("items").path(1);
    assertThat(Instant.parse(first.path("first_at").asText())).isEqualTo(hoursBefore(10));
    assertThat(Instant.parse(first.path("last_at").asText())).isEqualTo(hoursBefore(9));
    assertThat(line.path("days_from").asText()).isEqualTo("records");
    assertThat(line.path("days").path(0).path("addresses").asInt()).isEqualTo(3);
    assertThat(line.path("days").path(0).path("flags").path("odd").asInt()).isEqualTo(4);
    JsonNode license = line.path("registry").path(0);
    assertThat(license.path("activation_limit").asInt()).isEqualTo(2);
    assertThat(license.path("active_activations").asInt()).isEqualTo(1);
    assertThat(license.path("activations")).hasSize(2);
  }

  @Test
  void theDaysOfALicenseComeFromTheRollUpsIfTheyHaveIt() throws Exception {
    database.execute(
        "INSERT INTO rollup_license_day VALUES ('"
            + noon.toString().substring(0, 10)
            + "', 'production', 1, 1, 'rolled', 9000, 7, '"
            + hoursBefore(3)
            + "', '"
            + hoursBefore(1)
            + "')",
        "INSERT INTO rollup_license_flag SELECT day, environment, product, key_kind, license_key,"
            + " 'odd', 7 FROM rollup_license_day");

    JsonNode line = show(Scope.UNLIMITED, Map.of("license_key", "rolled"));

    assertThat(line.path("days_from").asText()).isEqualTo("rollups");
    assertThat(line.path("days").path(0).path("records").asInt()).isEqualTo(9000);
    assertThat(line.path("days").path(0).path("flags").path("odd").asInt()).isEqualTo(7);
    assertThat(show(new Scope(Set.of(2L), null), Map.of("license_key", "rolled")).path("days"))
        .isEmpty();
  }

  @Test
  void ofAnActivationAUserAndASourceThereAreTheLicenses() throws IOException {
    assertThat(names(show(Scope.UNLIMITED, Map.of("user_identifier", "u1")).path("licenses")))
        .containsExactly("lic: 2", "other: 1");
    assertThat(names(show(Scope.UNLIMITED, Map.of("address", "192.0.2.0/24")).path("licenses")))
        .containsExactly("lic: 3", "other: 1");
    assertThat(
            names(
                show(
                        Scope.UNLIMITED,
                        Map.of("activation_identifier", "act-1", "license_key", "lic"))
                    .path("licenses")))
        .containsExactly("lic: 2");
    JsonNode ofSource = show(Scope.UNLIMITED, Map.of("address", "192.0.2.99"));
    assertThat(ofSource.at("/registry/0/license_key").asText()).isEqualTo("lic");
  }

  @Test
  void aLimitedCallerSeesItsOwnOnly() throws IOException {
    JsonNode line = show(new Scope(Set.of(2L), Set.of("staging")), Map.of("license_key", "lic"));

    assertThat(line.path("seen").path("records").asInt()).isEqualTo(1);
    assertThat(names(line.path("addresses"))).containsExactly("198.51.100.1: 1");
    assertThat(line.path("registry")).isEmpty();
  }

  @Test
  void oneSubjectIsNeededAndATimeThatCanBeLookedThrough() {
    assertThat(refused(Map.of())).containsExactly("license_key");
    assertThat(refused(Map.of("license_key", "a", "user_identifier", "b")))
        .containsExactly("license_key");
    assertThat(refused(Map.of("user_identifier", "b", "from", "2020-01-01T00:00:00Z")))
        .containsExactly("from");
  }

  private static void put(
      String license,
      String activation,
      String user,
      String address,
      int hours,
      Long product,
      String environment) {
    await(
        store.append(
            request()
                .receivedAt(hoursBefore(hours))
                .environment(environment)
                .clientAddress(address)
                .knownProductId(product)
                .flags(flag("odd"))
                .fields(fields("" + product, user, license, activation, "g"))
                .build()));
  }

  private static Instant hoursBefore(int hours) {
    return noon.minus(hours, ChronoUnit.HOURS);
  }

  /** What is seen at the end of the day. */
  private static JsonNode show(Scope scope, Map<String, String> query) throws IOException {
    return AskedTelemetry.body(
        await(
            new TelemetryTimeline(
                    search, Clock.fixed(noon.plus(12, ChronoUnit.HOURS), ZoneOffset.UTC))
                .perform(AskedTelemetry.request(scope, Map.of(), lists(query)))));
  }

  private static List<String> refused(Map<String, String> query) {
    Throwable failure =
        failure(
            new TelemetryTimeline(search, Clock.systemUTC())
                .perform(AskedTelemetry.request(Scope.UNLIMITED, Map.of(), lists(query))));
    return ((ProblemException) failure).problem().errors().stream().map(FieldError::field).toList();
  }

  private static Map<String, List<String>> lists(Map<String, String> query) {
    Map<String, List<String>> lists = new HashMap<>();
    query.forEach((name, value) -> lists.put(name, List.of(value)));
    return lists;
  }

  private static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    list.path("items")
        .forEach(
            item -> names.add(item.path("name").asText() + ": " + item.path("records").asText()));
    return names;
  }
}
