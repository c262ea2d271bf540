package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.AdminContract;
import io.flagpost.admin.api.Parameter;
import io.flagpost.cli.admin.Input.Kind;
import io.flagpost.cli.admin.Input.Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the schemas of the admin API's description as inputs of operations. */
final class Schemas {
  private static final int DEEPEST = 8;

  private final AdminContract contract;

  Schemas(AdminContract contract) {
    this.contract = contract;
  }

  Input parameter(Parameter parameter) {
    boolean inPath = parameter.location() == Parameter.Location.PATH;
    return input(
        parameter.name(),
        inPath ? Location.PATH : Location.QUERY,
        parameter.schema(),
        inPath || parameter.required(),
        parameter.description());
  }

  /** The members of a body; the body itself if it is not an object. */
  List<Input> body(JsonNode schema) {
    if (schema.isMissingNode()) {
      return List.of();
    }
    Map<String, JsonNode> members = new LinkedHashMap<>();
    Set<String> required = new LinkedHashSet<>();
    collect(schema, members, required);
    if (members.isEmpty()) {
      String description = resolve(schema).path("description").asText();
      return List.of(
          new Input(
              "body",
              Location.BODY,
              Kind.JSON,
              false,
              true,
              false,
              List.of(),
              null,
              null,
              description,
              null));
    }
    List<Input> inputs = new ArrayList<>();
    members.forEach(
        (name, member) ->
            inputs.add(input(name, Location.MEMBER, member, required.contains(name), "")));
    return inputs;
  }

  /** The names of members that are marked as secret, at any depth. */
  void collectSecrets(JsonNode schema, Set<String> secrets, int depth) {
    if (depth > DEEPEST) {
      return; // a schema may contain itself
    }
    JsonNode resolved = resolve(schema);
    for (Map.Entry<String, JsonNode> member : resolved.path("properties").properties()) {
      if (member.getValue().path("x-flagpost-secret").asBoolean()
          || resolve(member.getValue()).path("x-flagpost-secret").asBoolean()) {
        secrets.add(member.getKey());
      }
      collectSecrets(member.getValue(), secrets, depth + 1);
    }
    collectSecrets(resolved.path("items"), secrets, depth + 1);
    for (String composition : List.of("allOf", "oneOf", "anyOf")) {
      resolved.path(composition).forEach(part -> collectSecrets(part, secrets, depth + 1));
    }
  }

  private JsonNode resolve(JsonNode node) {
    return contract.resolve(node);
  }

  private void collect(JsonNode schema, Map<String, JsonNode> members, Set<String> required) {
    JsonNode resolved = resolve(schema);
    resolved.path("allOf").forEach(part -> collect(part, members, required));
    resolved.path("properties").properties().forEach(e -> members.put(e.getKey(), e.getValue()));
    required.addAll(CommandModels.texts(resolved.path("required")));
  }

  private Input input(
      String name, Location location, JsonNode schema, boolean required, String description) {
    JsonNode resolved = resolve(schema);
    boolean nullable = types(resolved).contains("null");
    for (String composition : List.of("oneOf", "anyOf")) {
      for (JsonNode part : resolved.path(composition)) {
        if (types(resolve(part)).equals(List.of("null"))) {
          nullable = true;
        }
      }
    }
    JsonNode single = notNull(resolved);
    boolean many = types(single).contains("array");
    JsonNode item = many ? notNull(resolve(single.path("items"))) : single;
    List<String> values = new ArrayList<>(CommandModels.texts(item.path("enum")));
    values.remove("null");
    return new Input(
        name,
        location,
        kind(name, item),
        many,
        required,
        nullable,
        values,
        limit(item, "minimum"),
        limit(item, "maximum"),
        firstText(description, schema, resolved, single, item),
        standard(resolved));
  }

  /** The schema of a value that is not null. */
  private JsonNode notNull(JsonNode schema) {
    for (String composition : List.of("oneOf", "anyOf", "allOf")) {
      List<JsonNode> parts = new ArrayList<>();
      for (JsonNode part : schema.path(composition)) {
        JsonNode resolved = resolve(part);
        if (!types(resolved).equals(List.of("null"))) {
          parts.add(resolved);
        }
      }
      if (parts.size() == 1) {
        return notNull(parts.get(0));
      }
    }
    return schema;
  }

  private static Kind kind(String name, JsonNode schema) {
    List<String> types = new ArrayList<>(types(schema));
    types.remove("null");
    String format = schema.path("format").asText();
    if (types.size() > 1) {
      return Kind.JSON;
    }
    String type = types.isEmpty() ? (schema.has("enum") ? "string" : "") : types.get(0);
    return switch (type) {
      case "integer" -> Kind.INTEGER;
      case "number" -> Kind.NUMBER;
      case "boolean" -> Kind.BOOLEAN;
      case "string" -> {
        if (format.equals("date-time")) {
          yield Kind.TIME;
        }
        boolean secret = format.equals("password") || name.contains("password");
        yield secret ? Kind.PASSWORD : Kind.TEXT;
      }
      default -> Kind.JSON;
    };
  }

  private static List<String> types(JsonNode schema) {
    JsonNode type = schema.path("type");
    return type.isArray()
        ? CommandModels.texts(type)
        : type.isTextual() ? List.of(type.asText()) : List.of();
  }

  private static @Nullable Long limit(JsonNode schema, String name) {
    JsonNode limit = schema.path(name);
    return limit.isIntegralNumber() && limit.canConvertToLong() ? limit.asLong() : null;
  }

  private static @Nullable String standard(JsonNode schema) {
    JsonNode standard = schema.path("default");
    if (standard.isMissingNode() || standard.isNull()) {
      return null;
    }
    return standard.isValueNode() ? standard.asText() : standard.toString();
  }

  private static String firstText(String first, JsonNode... schemas) {
    if (!first.isBlank()) {
      return first;
    }
    for (JsonNode schema : schemas) {
      if (schema.hasNonNull("description")) {
        return schema.path("description").asText();
      }
    }
    return "";
  }
}
