package io.flagpost.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.path.NodePath;
import com.networknt.schema.path.PathType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Validates values against the schemas of the description. A schema is compiled when it is first
 * used. Any thread.
 */
final class ContractSchemas {
  private static final String FILE = "https://flagpost.invalid/admin/openapi.json";

  private final SchemaRegistry registry;
  private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

  ContractSchemas(AdminContract contract) {
    JsonNode document = contract.json();
    this.registry =
        SchemaRegistry.withDefaultDialect(
            dialect(document),
            builder ->
                builder
                    .schemas(address -> address.equals(FILE) ? document.toString() : null)
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder()
                            .formatAssertionsEnabled(true)
                            .pathType(PathType.JSON_POINTER)
                            .build()));
  }

  /** OpenAPI's dialect, in which our own extensions are known but are not keywords. */
  private static Dialect dialect(JsonNode document) {
    Set<String> extensions = new TreeSet<>();
    collectExtensions(document, extensions);
    document.properties().forEach(member -> extensions.add(member.getKey()));
    return Dialect.builder(Dialects.getOpenApi31())
        .keywords(extensions.stream().map(NonValidationKeyword::new).toList())
        .build();
  }

  private static void collectExtensions(JsonNode node, Set<String> found) {
    node.properties()
        .forEach(
            member -> {
              if (member.getKey().startsWith("x-")) {
                found.add(member.getKey());
              }
              collectExtensions(member.getValue(), found);
            });
    if (node.isArray()) {
      node.forEach(item -> collectExtensions(item, found));
    }
  }

  /**
   * The errors of a value.
   *
   * @param schemaPointer the JSON pointer to its schema in the description
   * @param root the prefix of the paths in errors; empty for a body
   */
  List<FieldError> check(JsonNode value, String schemaPointer, String root) {
    List<Error> errors = compiled.computeIfAbsent(schemaPointer, this::compile).validate(value);
    return errors.stream()
        .filter(error -> !isEchoOfAnother(error, errors))
        .map(error -> SchemaReasons.explain(error, path(root, error.getInstanceLocation())))
        .distinct()
        .toList();
  }

  /**
   * Whether an error is less informative than another one about the same value or a part of it:
   * that it is not null, or that it matches none of its allowed forms.
   */
  private static boolean isEchoOfAnother(Error error, List<Error> all) {
    return isEcho(error)
        && all.stream()
            .anyMatch(
                other ->
                    !isEcho(other)
                        && other.getInstanceLocation().startsWith(error.getInstanceLocation()));
  }

  private static boolean isEcho(Error error) {
    return switch (error.getKeyword()) {
      case "anyOf", "oneOf" -> true;
      case "type" -> error.getSchemaNode().asText().equals("null");
      default -> false;
    };
  }

  private Schema compile(String pointer) {
    return registry.getSchema(SchemaLocation.of(FILE + "#" + pointer));
  }

  private static String path(String root, NodePath location) {
    String path = root;
    for (int i = 0; i < location.getNameCount(); i++) {
      path =
          location.getElement(i) instanceof Integer index
              ? FieldPaths.item(path, index)
              : FieldPaths.member(path, location.getName(i));
    }
    return path;
  }
}
