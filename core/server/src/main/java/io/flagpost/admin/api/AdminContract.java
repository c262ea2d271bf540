package io.flagpost.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.openapi.Descriptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The parsed OpenAPI description of the admin API: its operations, who may call them and what they
 * accept. The router, the commands and the tests are built from it. Immutable; any thread.
 */
public final class AdminContract {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

  private final ObjectNode document;
  private final List<Operation> operations;

  /**
   * @param document the whole description
   * @throws IllegalStateException if it cannot be understood
   */
  AdminContract(ObjectNode document) {
    this.document = document;
    this.operations = read();
  }

  /**
   * Reads the description that is packaged with the program. Blocking.
   *
   * @throws IllegalStateException if it is missing or invalid
   */
  public static AdminContract load() {
    return new AdminContract(Descriptions.ofAdminApi());
  }

  /** The whole description, as one OpenAPI document. Do not modify it. */
  public JsonNode json() {
    return document;
  }

  /** Every operation, in the order of the description. */
  public List<Operation> operations() {
    return operations;
  }

  /** The target of a reference; a node that is no reference is returned as it is. */
  public JsonNode resolve(JsonNode node) {
    JsonNode found = node;
    for (int steps = 0; found.has("$ref"); steps++) {
      String reference = found.get("$ref").asText();
      found = document.at(reference.substring(1));
      if (found.isMissingNode() || steps > 16) {
        throw new IllegalStateException(reference + " leads nowhere");
      }
    }
    return found;
  }

  private List<Operation> read() {
    List<Operation> found = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue().properties().stream()
                    .filter(member -> METHODS.contains(member.getKey()))
                    .forEach(
                        member -> {
                          Operation operation =
                              operation(path.getKey(), path.getValue(), member.getKey());
                          if (!ids.add(operation.id())) {
                            throw new IllegalStateException(
                                "two operations are called " + operation.id());
                          }
                          found.add(operation);
                        }));
    return List.copyOf(found);
  }

  private Operation operation(String path, JsonNode pathItem, String method) {
    JsonNode node = pathItem.path(method);
    String place = "/paths/" + escape(path);
    List<Parameter> parameters = new ArrayList<>();
    Set<String> own = new HashSet<>();
    read(node.path("parameters"), place + "/" + method + "/parameters", own, parameters);
    read(pathItem.path("parameters"), place + "/parameters", own, parameters);
    return new Operation(
        required(node, "operationId", place),
        method.toUpperCase(Locale.ROOT),
        path,
        permission(node, place),
        limit(node, place),
        node.path("x-flagpost-personal").asBoolean(),
        parameters,
        body(node, place + "/" + method),
        node.path("summary").asText(""),
        node.path("description").asText(""),
        node.path("tags").path(0).asText(""),
        node.hasNonNull("x-flagpost-command") ? node.get("x-flagpost-command").asText() : null,
        texts(node.path("x-flagpost-table")));
  }

  /** An operation's own parameters override those of its path. */
  private void read(JsonNode list, String place, Set<String> known, List<Parameter> found) {
    for (int i = 0; i < list.size(); i++) {
      String pointer = target(list.get(i), place + "/" + i);
      JsonNode node = document.at(pointer);
      String name = required(node, "name", pointer);
      String in = required(node, "in", pointer);
      if (known.add(in + ' ' + name)) {
        JsonNode schema = resolve(node.path("schema"));
        JsonNode standard = schema.path("default");
        found.add(
            new Parameter(
                name,
                Parameter.Location.valueOf(in.toUpperCase(Locale.ROOT)),
                node.path("required").asBoolean(),
                node.path("description").asText(""),
                schema,
                pointer + "/schema",
                standard.isMissingNode() ? null : standard));
      }
    }
  }

  private @Nullable RequestBody body(JsonNode operation, String place) {
    if (!operation.has("requestBody")) {
      return null;
    }
    String pointer = target(operation.get("requestBody"), place + "/requestBody");
    JsonNode node = document.at(pointer);
    Map<String, RequestBody.Content> contents = new TreeMap<>();
    node.path("content")
        .properties()
        .forEach(
            content ->
                contents.put(
                    content.getKey().toLowerCase(Locale.ROOT),
                    new RequestBody.Content(
                        resolve(content.getValue().path("schema")),
                        pointer + "/content/" + escape(content.getKey()) + "/schema")));
    return new RequestBody(node.path("required").asBoolean(), contents);
  }

  private @Nullable Permission permission(JsonNode operation, String place) {
    JsonNode security = operation.has("security") ? operation : document;
    JsonNode alternatives = security.path("security");
    if (alternatives.isArray() && alternatives.isEmpty()) {
      return null;
    }
    List<String> needed = texts(alternatives.path(0).path("bearer"));
    if (alternatives.size() != 1 || needed.size() != 1) {
      throw new IllegalStateException(place + ": security must be [] or name one permission");
    }
    return Permission.named(needed.get(0))
        .orElseThrow(
            () -> new IllegalStateException(place + ": no such permission: " + needed.get(0)));
  }

  /** An operation that says nothing is not for limited callers. */
  private static Limit limit(JsonNode operation, String place) {
    String text = operation.path("x-flagpost-limit").asText("refused");
    return Limit.named(text)
        .orElseThrow(() -> new IllegalStateException(place + ": no such limit: " + text));
  }

  /** The JSON pointer to the definition of a node. */
  private String target(JsonNode node, String pointer) {
    return node.has("$ref") ? node.get("$ref").asText().substring(1) : pointer;
  }

  private static String required(JsonNode node, String member, String place) {
    if (!node.path(member).isTextual()) {
      throw new IllegalStateException(place + " has no " + member);
    }
    return node.get(member).asText();
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static String escape(String member) {
    return member.replace("~", "~0").replace("/", "~1");
  }
}
