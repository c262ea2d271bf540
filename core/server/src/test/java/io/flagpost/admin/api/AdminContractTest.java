package io.flagpost.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.openapi.OpenApiSchemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The description that the program is packed with, and how it is put together. */
class AdminContractTest {
  private final AdminContract contract = AdminContract.load();
  private final JsonNode document = contract.json();
  private final OpenApiSchemas schemas = new OpenApiSchemas(document);

  @Test
  void theWholeIsAnOpenApiDocument() {
    assertThat(schemas.errorsOfDocument(document)).isEmpty();
  }

  @Test
  void theMetaSchemaNoticesAMistake() {
    ObjectNode broken = document.deepCopy();
    ((ObjectNode) broken.at("/components/schemas/Problem")).put("type", "objekt");

    assertThat(schemas.errorsOfDocument(broken)).isNotEmpty();
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    assertThat(document.findValuesAsText("$ref"))
        .isNotEmpty()
        .allSatisfy(
            reference -> {
              assertThat(reference).startsWith("#/");
              assertThat(document.at(reference.substring(1)).isMissingNode())
                  .as(reference)
                  .isFalse();
            });
  }

  @Test
  void everyOperationSaysWhatItDoesAndAnswers() {
    var lacking = new ArrayList<String>();
    for (Operation operation : contract.operations()) {
      JsonNode node = node(operation);
      boolean open = operation.permission() == null;
      JsonNode answers = node.path("responses");
      boolean succeeds =
          answers.properties().stream().anyMatch(answer -> answer.getKey().startsWith("2"));
      if (operation.summary().isBlank() || operation.tag().isBlank() || !succeeds) {
        lacking.add(operation.id() + ": summary, tag or answer");
      }
      if (!open && !(answers.has("401") && answers.has("403"))) {
        lacking.add(operation.id() + ": 401 or 403");
      }
      boolean canBeInvalid =
          operation.body() != null
              || operation.parametersIn(Parameter.Location.QUERY).findAny().isPresent();
      if (canBeInvalid && !answers.has("400")) {
        lacking.add(operation.id() + ": 400");
      }
      for (Parameter parameter : operation.parameters()) {
        if (parameter.description().isBlank()) {
          lacking.add(operation.id() + ": description of " + parameter.name());
        }
      }
    }
    assertThat(lacking).isEmpty();
  }

  @Test
  void everyOperationNamesItsPermissionItself() {
    assertThat(document.has("security")).isFalse();
    assertThat(contract.operations())
        .allSatisfy(operation -> assertThat(node(operation).has("security")).isTrue());
  }

  @Test
  void anOperationThatDoesNotSayHowItIsLimitedIsNotForLimitedCallers() {
    assertThat(TestContract.operation("getThing").limit()).isEqualTo(Limit.REFUSED);
  }

  @Test
  void aPermissionThatIsNotThereIsRefused() {
    String path = "paths: {/a: {get: {operationId: a, security: [{bearer: [fly]}]}}}";

    assertThatThrownBy(
            () -> TestContract.of(TestContract.head(), Map.of("a", TestContract.yaml(path))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no such permission: fly");
  }

  @Test
  void everyTagIsExplained() {
    List<String> explained = document.path("tags").findValuesAsText("name");

    assertThat(explained).doesNotHaveDuplicates();
    assertThat(contract.operations())
        .allSatisfy(operation -> assertThat(explained).contains(operation.tag()));
  }

  @Test
  void everyRefusalIsAProblem() {
    var others = new TreeMap<String, Object>();
    for (Operation operation : contract.operations()) {
      for (Map.Entry<String, JsonNode> answer : node(operation).path("responses").properties()) {
        JsonNode content = contract.resolve(answer.getValue()).path("content");
        boolean isReadiness = operation.id().equals("getReadiness");
        if (answer.getKey().compareTo("400") >= 0
            && !isReadiness
            && !content.has("application/problem+json")) {
          others.put(operation.id() + " " + answer.getKey(), content);
        }
      }
    }
    assertThat(others).isEmpty();
  }

  @Test
  void everyExampleIsValidUnderItsSchema() {
    var pointers = new ArrayList<String>();
    collect(document, "", pointers);
    var failures = new TreeMap<String, Object>();
    for (String pointer : pointers) {
      document
          .at(pointer + "/examples")
          .properties()
          .forEach(
              example -> {
                var errors =
                    schemas.errorsOf(example.getValue().path("value"), pointer + "/schema");
                if (!errors.isEmpty()) {
                  failures.put(pointer + "/" + example.getKey(), errors);
                }
              });
    }
    assertThat(pointers).hasSizeGreaterThan(10);
    assertThat(failures).isEmpty();
  }

  @Test
  void membersOfRequestsThatNobodyKnowsAreRefused() {
    var lenient = new ArrayList<String>();
    for (Operation operation : contract.operations()) {
      if (operation.body() != null) {
        operation
            .body()
            .contents()
            .forEach(
                (type, content) -> {
                  JsonNode schema = contract.resolve(content.schema());
                  boolean strict =
                      schema.path("additionalProperties").isBoolean()
                          || schema.path("unevaluatedProperties").isBoolean()
                          || !schema.path("type").asText().equals("object");
                  if (RequestBody.isJson(type) && !strict) {
                    lenient.add(operation.id());
                  }
                });
      }
    }
    assertThat(lenient).isEmpty();
  }

  @Test
  void commandsAreUnique() {
    assertThat(
            contract.operations().stream()
                .map(Operation::command)
                .filter(command -> command != null)
                .toList())
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({
    "listThings, READ",
    "createThing, REGISTRY",
    "getMe, SELF",
    "readLog, AUDIT",
    "open,"
  })
  void permissionsAreReadFromSecurity(String id, Permission permission) {
    assertThat(TestContract.operation(id).permission()).isEqualTo(permission);
  }

  @Test
  void parametersHaveTheirReferencesAndDefaultsResolved() {
    Operation list = TestContract.operation("listThings");
    Parameter limit =
        list.parameters().stream().filter(p -> p.name().equals("limit")).findFirst().orElseThrow();

    assertThat(limit.schema().get("maximum").asInt()).isEqualTo(1000);
    assertThat(limit.standard()).hasToString("100");
    assertThat(limit.schemaPointer()).isEqualTo("/components/parameters/Limit/schema");
  }

  @Test
  void theParametersOfAPathAreThoseOfItsOperations() {
    assertThat(TestContract.operation("deleteThing").parameters())
        .extracting(Parameter::name)
        .containsExactly("If-Match", "id");
  }

  @Test
  void twoFragmentsMayNotDescribeTheSameThing() {
    String path = "paths: {/admin/v1/a: {get: {operationId: %s, security: []}}}";
    String schema = "components: {schemas: {Thing: {type: %s}}}";

    assertRefused(
        String.format(Locale.ROOT, path, "a"),
        String.format(Locale.ROOT, path, "b"),
        "/admin/v1/a is there already");
    assertRefused(
        String.format(Locale.ROOT, schema, "object"),
        String.format(Locale.ROOT, schema, "string"),
        "Thing is there already");
    assertRefused(
        "paths: {/a: {get: {operationId: same, security: []}}}",
        "paths: {/b: {get: {operationId: same, security: []}}}",
        "two operations are called same");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "info: {title: x} | may not say info",
        "paths: {/a: {get: {security: []}}} | has no operationId",
        "paths: {/a: {get: {operationId: a, security: [{bearer: []}]}}} | name one permission",
        "paths: {/a: {get: {operationId: a, security: [], x-flagpost-limit: no}}} | no such limit",
        "components: {schemas: {Problem: {type: object}}} | Problem is there already"
      })
  void aFragmentThatCannotBeUnderstoodIsRefused(String fragment, String message) {
    assertThatThrownBy(
            () ->
                TestContract.of(TestContract.head(), Map.of("broken", TestContract.yaml(fragment))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(message);
  }

  private static void assertRefused(String first, String second, String message) {
    var fragments = new LinkedHashMap<String, JsonNode>();
    fragments.put("first", TestContract.yaml(first));
    fragments.put("second", TestContract.yaml(second));
    assertThatThrownBy(() -> TestContract.of(TestContract.head(), fragments))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(message);
  }

  private JsonNode node(Operation operation) {
    return document
        .path("paths")
        .path(operation.path())
        .path(operation.method().toLowerCase(Locale.ROOT));
  }

  private static void collect(JsonNode node, String pointer, List<String> found) {
    if (node.has("examples") && node.has("schema")) {
      found.add(pointer);
    }
    node.properties()
        .forEach(
            member ->
                collect(
                    member.getValue(),
                    pointer + "/" + member.getKey().replace("~", "~0").replace("/", "~1"),
                    found));
  }
}
