package io.flagpost.platform.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The OpenAPI file in itself. */
class OpenApiDocumentTest {
  private final JsonNode document = OpenApiExamples.load().document();
  private final OpenApiSchemas schemas = new OpenApiSchemas(document);

  @Test
  void theFileIsAnOpenApiDocument() {
    assertThat(schemas.errorsOfDocument(document)).isEmpty();
  }

  @Test
  void theMetaSchemaNoticesAMistake() {
    ObjectNode broken = document.deepCopy();
    ((ObjectNode) broken.at("/components/schemas/Saved")).put("type", "objekt");
    ((ObjectNode) broken.at("/components/parameters/IfNoneMatch")).remove("in");

    assertThat(schemas.errorsOfDocument(broken)).isNotEmpty();
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    assertThat(document.findValuesAsText("$ref"))
        .isNotEmpty()
        .allSatisfy(
            reference -> {
              assertThat(reference).startsWith("#/");
              assertThat(document.at(reference.substring(1)).isMissingNode()).isFalse();
            });
  }

  @Test
  void everyExampleIsValidUnderItsSchema() {
    var failures = new TreeMap<String, Object>();
    List<String> pointers = contentPointers();
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
    assertThat(pointers).hasSizeGreaterThan(20);
    assertThat(failures).isEmpty();
  }

  @Test
  void aWrongEnvelopeIsNotValid() {
    ObjectNode envelope =
        document
            .at("/components/responses/Saved/content/application~1json/examples/document-830/value")
            .deepCopy();
    ((ObjectNode) envelope.get("response")).put("code", 999);

    assertThat(schemas.errorsOf(envelope, "/components/schemas/SavedEnvelope")).isNotEmpty();
  }

  @Test
  void operationIdsAreUnique() {
    List<String> ids = document.at("/paths").findValuesAsText("operationId");

    assertThat(ids).hasSize(12);
    assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
  }

  @Test
  void everyCodeOfTheContractIsDocumentedAndHasAnExample() {
    var codes = new TreeSet<Integer>();
    document.findValues("value").stream()
        .filter(value -> value.at("/response/code").isInt())
        .forEach(value -> codes.add(value.at("/response/code").asInt()));

    assertThat(codes)
        .containsExactly(
            100, 101, 102, 103, 150, 160, 161, 162, 163, 164, 165, 166, 830, 831, 970, 971);
    String table = document.at("/info/description").asText();
    assertThat(codes).allSatisfy(code -> assertThat(table).contains("| " + code + " |"));
  }

  /** Pointers to every media type object that has examples, each once. */
  private List<String> contentPointers() {
    var pointers = new ArrayList<String>();
    collect(document, "", pointers);
    return pointers;
  }

  private static void collect(JsonNode node, String pointer, List<String> found) {
    if (node.has("examples") && node.has("schema")) {
      found.add(pointer);
    }
    if (node.isObject()) {
      node.properties()
          .forEach(
              property ->
                  collect(
                      property.getValue(),
                      pointer + "/" + property.getKey().replace("~", "~0").replace("/", "~1"),
                      found));
    }
  }
}
