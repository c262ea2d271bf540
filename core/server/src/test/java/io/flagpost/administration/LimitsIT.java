package io.flagpost.administration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.AdminContract;
import io.flagpost.admin.api.Limit;
import io.flagpost.admin.api.Operation;
import io.flagpost.admin.api.Parameter;
import io.flagpost.testing.AdminApi;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Somebody who may do everything, but is limited to one product, or to one environment of it, asks
 * every operation of the description for what belongs to another: by its id, by every filter, and
 * as the aim of a change.
 */
class LimitsIT {
  /** Is in everything of the other product, and in nothing else. */
  private static final String OUTSIDE = "outsider";

  /** Is in everything of the other environment, and in nothing else. */
  private static final String ELSEWHERE = "stranger";

  private static final String INSIDE = "insider";
  private static final long OWN_PRODUCT = 9_101;
  private static final long OTHER_PRODUCT = 9_102;

  /** A body for each operation that needs one; an operation that is not here fails the test. */
  private static final Map<String, String> BODIES =
      Map.ofEntries(
          Map.entry("putProduct", "{'name': 'taken over'}"),
          Map.entry("updateProduct", "{'name': 'taken over'}"),
          Map.entry("putVersion", "{'checksums': []}"),
          Map.entry("updateVersion", "{'checksums': []}"),
          Map.entry("createLicense", "{'product_id': PRODUCT, 'environment': 'ENVIRONMENT'}"),
          Map.entry(
              "putLicenseByReference", "{'product_id': PRODUCT, 'environment': 'ENVIRONMENT'}"),
          Map.entry("updateLicense", "{'note': 'taken over'}"),
          Map.entry(
              "createApiKey",
              "{'name': 'x', 'capabilities': ['read'], 'products': [PRODUCT],"
                  + " 'environment': 'ENVIRONMENT'}"),
          Map.entry("updateApiKey", "{'name': 'taken over'}"));

  /** One of them is what a time line is of. */
  private static final Set<String> SUBJECTS =
      Set.of("license_key", "activation_identifier", "user_identifier");

  private static final AdminContract CONTRACT = AdminContract.load();

  private static AdminApi root;
  private static AdminApi ofProduct;
  private static AdminApi ofEnvironment;
  private static Belongings own;
  private static Belongings ofOtherProduct;
  private static Belongings ofOtherEnvironment;

  /** The ids of one of each kind. */
  private record Belongings(
      String word, long product, String environment, long license, long apiKey, String record) {
    /** The value that a parameter of an operation needs to name one of these. */
    String value(Operation operation, String parameter) {
      String path = operation.path();
      return switch (parameter) {
        case "product_id" -> Long.toString(product);
        case "license_id" -> Long.toString(license);
        case "environment" -> environment;
        case "version" -> word + "-1";
        case "reference",
            "name",
            "license_key",
            "identifier",
            "user_identifier",
            "activation_identifier",
            "product_version" ->
            word + "-" + environment;
        case "text" -> word;
        case "record_id", "event_id" -> record;
        case "id" ->
            Long.toString(
                path.startsWith("/admin/v1/products")
                    ? product
                    : path.startsWith("/admin/v1/licenses") ? license : apiKey);
        default -> "";
      };
    }

    String path(Operation operation) {
      String path = operation.path();
      for (Parameter parameter : operation.parametersIn(Parameter.Location.PATH).toList()) {
        String value = value(operation, parameter.name());
        assertThat(value).as(operation.id() + " " + parameter.name()).isNotEmpty();
        path = path.replace("{" + parameter.name() + "}", value);
      }
      return path;
    }

    /** What an operation that names nothing in its path asks for at least. */
    String target(Operation operation) {
      return operation.id().equals("showTelemetryTimeline")
          ? path(operation) + "?license_key=" + value(operation, "license_key")
          : path(operation);
    }

    /** The same with a value for a parameter. */
    String target(Operation operation, String parameter, String value) {
      String given = parameter + "=" + value;
      return SUBJECTS.contains(parameter) || target(operation).equals(path(operation))
          ? path(operation) + "?" + given
          : target(operation) + "&" + given;
    }

    String body(Operation operation) {
      String body = BODIES.get(operation.id());
      boolean needed = operation.body() != null && operation.body().required();
      assertThat(needed && body == null).as("a body for " + operation.id()).isFalse();
      return body == null
          ? ""
          : body.replace('\'', '"')
              .replace("PRODUCT", Long.toString(product))
              .replace("ENVIRONMENT", environment);
    }
  }

  @BeforeAll
  static void makeTwoOfEachKind() throws Exception {
    root = AdminGateway.administrator();
    own = belongings(INSIDE, OWN_PRODUCT, "production", true);
    ofOtherProduct = belongings(OUTSIDE, OTHER_PRODUCT, "production", true);
    ofOtherEnvironment = belongings(ELSEWHERE, OWN_PRODUCT, "staging", false);
    List.of(own, ofOtherProduct, ofOtherEnvironment).forEach(LimitsIT::count);
    String password = "an unlikely sentence 17";
    post(
        "/admin/v1/accounts",
        "{'name': 'limited', 'role': 'admin', 'password': '%s', 'products': [%d]}",
        password,
        OWN_PRODUCT);
    ofProduct = root.signedIn("limited", password);
    AdminApi.Reply token =
        ofProduct.post(
            "/admin/v1/tokens",
            json(
                "{'name': 'narrow', 'role': 'admin', 'environments': ['production'],"
                    + " 'expires_at': '2027-01-01T00:00:00Z'}"));
    ofEnvironment = root.with(token.json().path("token").asText());
  }

  /** As if it had sent telemetry yesterday, from many places. */
  private static void count(Belongings belongings) {
    String scope =
        "current_date - 1, '" + belongings.environment + "', " + belongings.product + ", ";
    String name = "'" + belongings.word + "-" + belongings.environment + "'";
    String[] inserts = {
      "rollup_day SELECT 0, " + scope + "0, '', 2, 0, 0, 2",
      "rollup_day SELECT 1, " + scope + "2, " + name + ", 2, 0, 0, 2",
      "rollup_day SELECT 2, " + scope + "2, " + name + ", 2, 0, 0, 2",
      "rollup_flag_day SELECT " + scope + name + ", '', '', 2",
      "rollup_value_day SELECT "
          + scope
          + "2, "
          + name
          + ", 1, 0, 0, 0, '\\x01' || decode(lpad('1', 16, '0') || repeat('00', 8), 'hex')",
      "rollup_name SELECT " + scope + "3, " + name + ", 1, 2",
      "rollup_name SELECT " + scope + "4, " + name + ", 1, 2",
      "rollup_source_day SELECT " + scope + "2, " + name + ", 2, 0, 2",
      "rollup_license_day SELECT " + scope + "2, " + name + ", 2, 0, now(), now()",
      "rollup_license_set SELECT "
          + scope
          + "2, "
          + name
          + ", '\\x01', '\\x01', '\\x01' || decode(repeat('07', 8), 'hex'), '{}', 0, 0, 2"
    };
    for (String insert : inserts) {
      try {
        AdminGateway.running().database().execute("INSERT INTO " + insert);
      } catch (SQLException e) {
        throw new IllegalStateException(insert, e);
      }
    }
  }

  private static Belongings belongings(
      String word, long product, String environment, boolean newProduct) throws Exception {
    String name = word + "-" + environment;
    if (newProduct) {
      put("/admin/v1/products/%d", "{'name': '%2$s'}", product, name);
      put("/admin/v1/products/%d/versions/" + word + "-1", "{}", product, name);
    }
    long license =
        post(
            "/admin/v1/licenses",
            "{'product_id': %d, 'environment': '%s', 'license_key': '%s', 'reference': '%s',"
                + " 'note': '%s'}",
            product,
            environment,
            name,
            name,
            word);
    put("/admin/v1/licenses/%d/activations/" + name, "{}", license, name);
    JsonNode apiKey =
        created(
            "/admin/v1/api-keys",
            "{'name': '%s', 'capabilities': ['read', 'write'], 'products': [%d],"
                + " 'environment': '%s'}",
            name,
            product,
            environment);
    String record = Senders.send(root, apiKey.path("key").asText(), product, name, "of an " + word);
    return new Belongings(word, product, environment, license, apiKey.path("id").asLong(), record);
  }

  @TestFactory
  Stream<DynamicTest> nothingOfAnotherProductIsSeenOrChanged() {
    return limited().map(operation -> test(operation, ofProduct, ofOtherProduct));
  }

  @TestFactory
  Stream<DynamicTest> nothingOfAnotherEnvironmentIsSeenOrChanged() {
    return limited()
        .filter(operation -> !operation.path().startsWith("/admin/v1/products"))
        .map(operation -> test(operation, ofEnvironment, ofOtherEnvironment));
  }

  @TestFactory
  Stream<DynamicTest> whatIsWithinTheLimitIsSeen() {
    return limited()
        .filter(operation -> operation.method().equals("GET"))
        .map(
            operation ->
                dynamicTest(
                    operation.id(),
                    () -> {
                      String found = read(operation, ofEnvironment, own.target(operation));
                      assertThat(found).contains(INSIDE);
                      assertThat(found).doesNotContain(OUTSIDE, ELSEWHERE);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> whatCannotBeLimitedIsRefused() {
    return CONTRACT.operations().stream()
        .filter(operation -> operation.permission() != null)
        .filter(operation -> operation.limit() == Limit.REFUSED)
        .map(
            operation ->
                dynamicTest(
                    operation.id(),
                    () -> {
                      String path = operation.path().replaceAll("\\{\\w+\\}", "1");
                      AdminApi.Reply reply =
                          ofProduct.call(operation.method(), path, BodyPublishers.noBody());
                      assertThat(reply.status()).as("%s", reply).isEqualTo(403);
                      assertThat(reply.json().path("detail").asText())
                          .contains("the caller is limited to some");
                    }));
  }

  @Test
  void nothingIsMovedIntoOrOutOfTheLimit() {
    for (AdminApi.Reply reply :
        List.of(
            ofProduct.patch(
                "/admin/v1/licenses/" + own.license, json("{'product_id': " + OTHER_PRODUCT + "}")),
            ofEnvironment.patch(
                "/admin/v1/licenses/" + own.license, json("{'environment': 'staging'}")),
            ofProduct.put(
                "/admin/v1/licenses/by-reference/" + OUTSIDE + "-production",
                json("{'product_id': " + OWN_PRODUCT + "}")),
            ofProduct.patch("/admin/v1/api-keys/" + own.apiKey, json("{'products': null}")),
            ofProduct.patch(
                "/admin/v1/api-keys/" + own.apiKey,
                json("{'products': [" + OWN_PRODUCT + ", " + OTHER_PRODUCT + "]}")),
            ofEnvironment.patch(
                "/admin/v1/products/" + OWN_PRODUCT, json("{'name': 'taken over'}")))) {
      assertThat(reply.status()).as("%s", reply).isEqualTo(403);
      assertThat(reply.toString()).doesNotContain(OUTSIDE);
    }
    assertUntouched();
  }

  @Test
  void aKeyOfAnotherProductsLicenseIsTakenWithoutShowingIt() {
    AdminApi.Reply reply =
        ofProduct.post(
            "/admin/v1/licenses",
            json("{'product_id': " + OWN_PRODUCT + ", 'license_key': 'outsider-production'}"));

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.toString()).doesNotContain(OUTSIDE);
  }

  private static Stream<Operation> limited() {
    return CONTRACT.operations().stream()
        .filter(operation -> operation.permission() != null)
        .filter(operation -> operation.limit() == Limit.APPLIED);
  }

  private static DynamicTest test(Operation operation, AdminApi caller, Belongings outside) {
    boolean names = operation.parametersIn(Parameter.Location.PATH).findAny().isPresent();
    boolean reads = operation.method().equals("GET");
    return dynamicTest(
        operation.id(),
        () -> {
          if (reads && !names) {
            assertNothingIsFound(operation, caller, outside);
          } else {
            AdminApi.Reply reply = call(operation, caller, outside);
            boolean list = reply.status() == 200 && reply.json().path("items").isEmpty();
            assertThat(list || reply.status() == 403 || reply.status() == 404)
                .as("%s", reply)
                .isTrue();
            assertThat(reply.toString()).doesNotContain(outside.word);
            assertUntouched();
          }
        });
  }

  private static AdminApi.Reply call(Operation operation, AdminApi caller, Belongings outside) {
    String body = outside.body(operation);
    return body.isEmpty()
        ? caller.call(operation.method(), outside.path(operation), BodyPublishers.noBody())
        : caller.call(
            operation.method(),
            outside.path(operation),
            BodyPublishers.ofString(body),
            "Content-Type",
            "application/json");
  }

  /** Without a filter, and with each one that names what is outside, in every order and format. */
  private static void assertNothingIsFound(
      Operation operation, AdminApi caller, Belongings outside) {
    Map<String, String> targets = new LinkedHashMap<>();
    targets.put("everything", outside.target(operation));
    for (Parameter parameter : operation.parametersIn(Parameter.Location.QUERY).toList()) {
      String value = outside.value(operation, parameter.name());
      if (!value.isEmpty()) {
        targets.put(parameter.name(), outside.target(operation, parameter.name(), value));
      }
      for (JsonNode choice : parameter.schema().path("enum")) {
        targets.put(
            parameter.name() + choice.asText(),
            outside.target(operation, parameter.name(), choice.asText()));
      }
    }
    targets.forEach(
        (filter, target) ->
            assertThat(read(operation, caller, target)).as(filter).doesNotContain(outside.word));
  }

  /** What comes of reading; of a stream, what it tells of all that there is. */
  private static String read(Operation operation, AdminApi caller, String target) {
    boolean endless =
        CONTRACT
            .json()
            .path("paths")
            .path(operation.path())
            .at("/get/responses/200/content")
            .has("text/event-stream");
    AdminApi.Streamed found =
        endless ? caller.listen(target) : AdminApi.Streamed.of(caller.get(target));
    assertThat(found.status()).as("%s: %s", target, found.text()).isEqualTo(200);
    return found.text();
  }

  private static void assertUntouched() {
    for (Belongings outside : List.of(ofOtherProduct, ofOtherEnvironment)) {
      for (String path :
          List.of(
              "/admin/v1/products/" + outside.product,
              "/admin/v1/licenses/" + outside.license,
              "/admin/v1/licenses/"
                  + outside.license
                  + "/activations/"
                  + outside.word
                  + "-"
                  + outside.environment,
              "/admin/v1/api-keys/" + outside.apiKey)) {
        AdminApi.Reply reply = root.get(path);
        assertThat(reply.status()).as(path).isEqualTo(200);
        assertThat(reply.json().path("revision").asInt()).as(path).isEqualTo(1);
      }
      for (String list : List.of("licenses", "api-keys")) {
        AdminApi.Reply reply = root.get("/admin/v1/" + list + "?product_id=" + outside.product);
        assertThat(reply.json().path("items").size()).as("%s", reply).isLessThanOrEqualTo(2);
      }
    }
    AdminApi.Reply version =
        root.get("/admin/v1/products/" + OTHER_PRODUCT + "/versions/" + OUTSIDE + "-1");
    assertThat(version.json().path("revision").asInt()).isEqualTo(1);
  }

  private static long post(String path, String body, Object... values) {
    return created(path, body, values).path("id").asLong();
  }

  private static JsonNode created(String path, String body, Object... values) {
    AdminApi.Reply reply = root.post(path, json(String.format(Locale.ROOT, body, values)));
    assertThat(reply.status()).as("%s", reply).isEqualTo(201);
    return reply.json();
  }

  private static void put(String path, String body, long id, String name) {
    AdminApi.Reply reply =
        root.put(
            String.format(Locale.ROOT, path, id), json(String.format(Locale.ROOT, body, id, name)));
    assertThat(reply.status()).as("%s", reply).isEqualTo(201);
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
