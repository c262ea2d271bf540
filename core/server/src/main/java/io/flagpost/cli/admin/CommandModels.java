package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.AdminContract;
import io.flagpost.admin.api.Parameter;
import io.flagpost.cli.admin.Input.Location;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Derives commands from the admin API's description. */
final class CommandModels {
  private final AdminContract contract;
  private final Schemas schemas;

  CommandModels(AdminContract contract) {
    this.contract = contract;
    this.schemas = new Schemas(contract);
  }

  /** Every operation, in the order of the description. */
  List<io.flagpost.admin.api.Operation> operations() {
    return contract.operations();
  }

  /** The description of a tag; its name if it has none. */
  String tagDescription(String name) {
    for (JsonNode tag : contract.json().path("tags")) {
      if (tag.path("name").asText().equals(name)) {
        return tag.path("description").asText(name);
      }
    }
    return name;
  }

  /**
   * The properties of an operation that a command needs.
   *
   * @param words the words of the command
   */
  CommandModel read(io.flagpost.admin.api.Operation described, List<String> words) {
    String path = described.path();
    JsonNode node =
        contract.json().path("paths").path(path).path(described.method().toLowerCase(Locale.ROOT));
    List<Input> inputs = new ArrayList<>();
    for (Parameter parameter : described.parameters()) {
      if (parameter.location() == Parameter.Location.PATH
          || parameter.location() == Parameter.Location.QUERY) {
        inputs.add(schemas.parameter(parameter));
      }
    }
    inputs.sort(
        Comparator.comparingInt(
            input ->
                input.location() == Location.PATH
                    ? path.indexOf("{" + input.name() + "}")
                    : Integer.MAX_VALUE));
    JsonNode body =
        contract
            .resolve(node.path("requestBody"))
            .path("content")
            .path("application/json")
            .path("schema");
    inputs.addAll(schemas.body(body));
    return new CommandModel(
        described.id(),
        described.method(),
        path,
        words,
        described.tag(),
        described.summary(),
        described.description(),
        inputs,
        !body.isMissingNode(),
        takes(described, Parameter.Location.HEADER, "If-Match"),
        takes(described, Parameter.Location.QUERY, "cursor"),
        described.table(),
        described.method().equals("DELETE") || node.path("x-flagpost-confirm").asBoolean(),
        names(contract.resolve(node.path("requestBody")).path("content")),
        produces(node.path("responses")),
        secrets(node.path("responses")));
  }

  private static boolean takes(
      io.flagpost.admin.api.Operation operation, Parameter.Location location, String name) {
    return operation.parameters().stream()
        .anyMatch(parameter -> parameter.location() == location && parameter.name().equals(name));
  }

  private List<String> produces(JsonNode responses) {
    List<String> types = new ArrayList<>();
    for (Map.Entry<String, JsonNode> response : responses.properties()) {
      if (response.getKey().startsWith("2")) {
        types.addAll(names(contract.resolve(response.getValue()).path("content")));
      }
    }
    return types;
  }

  private Set<String> secrets(JsonNode responses) {
    Set<String> secrets = new LinkedHashSet<>();
    for (Map.Entry<String, JsonNode> response : responses.properties()) {
      if (response.getKey().startsWith("2")) {
        JsonNode content = contract.resolve(response.getValue()).path("content");
        schemas.collectSecrets(content.path("application/json").path("schema"), secrets, 0);
      }
    }
    return secrets;
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
