package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.cli.admin.Input.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the admin API's description for commands. */
final class Contract {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

  private final JsonNode document;
  private final Schemas schemas;

  Contract(JsonNode document) {
    this.document = document;
    this.schemas = new Schemas(document);
  }

  /** Every operation by its id, in the order of the description. */
  Map<String, Operation> operations() {
    Map<String, Operation> operations = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (METHODS.contains(method.getKey())) {
          Operation operation =
              operation(path.getKey(), path.getValue(), method.getKey(), method.getValue());
          operations.put(operation.id(), operation);
        }
      }
    }
    return operations;
  }

  /** What a tag is about; empty if the description does not say. */
  String tagDescription(String name) {
    for (JsonNode tag : document.path("tags")) {
      if (tag.path("name").asText().equals(name)) {
        return tag.path("description").asText();
      }
    }
    return "";
  }

  private Operation operation(String path, JsonNode pathItem, String method, JsonNode node) {
    List<Input> inputs = new ArrayList<>();
    boolean revised = false;
    boolean paged = false;
    for (JsonNode parameter : parameters(pathItem, node)) {
      String place = parameter.path("in").asText();
      String name = parameter.path("name").asText();
      revised |= place.equals("header") && name.equalsIgnoreCase("If-Match");
      paged |= place.equals("query") && name.equals("cursor");
      if (place.equals("path") || place.equals("query")) {
        inputs.add(schemas.parameter(parameter));
      }
    }
    inputs.sort(
        Comparator.comparingInt(
            input ->
                input.place() == Place.PATH
                    ? path.indexOf("{" + input.name() + "}")
                    : Integer.MAX_VALUE));
    JsonNode requestBody = schemas.resolve(node.path("requestBody"));
    JsonNode body = requestBody.path("content").path("application/json").path("schema");
    if (body.isMissingNode()) {
      body = requestBody.path("content").path("application/merge-patch+json").path("schema");
    }
    inputs.addAll(schemas.body(body));
    return new Operation(
        node.path("operationId").asText(),
        method.toUpperCase(Locale.ROOT),
        path,
        words(node.path("x-flagpost-command").asText()),
        node.path("tags").path(0).asText(),
        node.path("summary").asText(),
        node.path("description").asText(),
        inputs,
        !body.isMissingNode(),
        revised,
        paged,
        texts(node.path("x-flagpost-table")),
        method.equals("delete") || node.path("x-flagpost-confirm").asBoolean(),
        names(requestBody.path("content")),
        produces(node.path("responses")),
        secrets(node.path("responses")));
  }

  private List<String> produces(JsonNode responses) {
    List<String> types = new ArrayList<>();
    for (Map.Entry<String, JsonNode> response : responses.properties()) {
      if (response.getKey().startsWith("2")) {
        types.addAll(names(schemas.resolve(response.getValue()).path("content")));
      }
    }
    return types;
  }

  private List<JsonNode> parameters(JsonNode pathItem, JsonNode operation) {
    List<JsonNode> parameters = new ArrayList<>();
    pathItem.path("parameters").forEach(parameter -> parameters.add(schemas.resolve(parameter)));
    operation.path("parameters").forEach(parameter -> parameters.add(schemas.resolve(parameter)));
    return parameters;
  }

  private Set<String> secrets(JsonNode responses) {
    Set<String> secrets = new LinkedHashSet<>();
    for (Map.Entry<String, JsonNode> response : responses.properties()) {
      if (response.getKey().startsWith("2")) {
        JsonNode content = schemas.resolve(response.getValue()).path("content");
        schemas.collectSecrets(content.path("application/json").path("schema"), secrets, 0);
      }
    }
    return secrets;
  }

  private static List<String> words(String command) {
    return command.isBlank() ? List.of() : List.of(command.strip().split(" +"));
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(value -> texts.add(value.asText()));
    return texts;
  }
}
