package io.flagpost.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.http.HttpServerRequest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a request's parameters and validates them against the description. Any thread. */
final class ParameterCheck {
  private final AdminContract contract;
  private final ContractSchemas schemas;

  ParameterCheck(AdminContract contract, ContractSchemas schemas) {
    this.contract = contract;
    this.schemas = schemas;
  }

  /** Valid parameters. */
  record Parameters(Map<String, String> path, Map<String, List<String>> query) {}

  /**
   * Reads and validates them.
   *
   * @param rawPath the parameters in the path, still encoded
   * @throws ProblemException 400, with all errors
   */
  Parameters read(Operation operation, Map<String, String> rawPath, HttpServerRequest request) {
    List<FieldError> errors = new ArrayList<>();
    Map<String, String> path = new LinkedHashMap<>();
    rawPath.forEach(
        (name, raw) -> {
          String value = decode(raw, name, false, errors);
          if (value != null) {
            path.put(name, value);
          }
        });
    operation
        .parametersIn(Parameter.Location.PATH)
        .filter(parameter -> path.containsKey(parameter.name()))
        .forEach(parameter -> check(parameter, List.of(path.get(parameter.name())), errors));
    Map<String, List<String>> query = query(operation, request.query(), errors);
    headers(operation, request, errors);
    if (!errors.isEmpty()) {
      throw new ProblemException(Problem.invalid(errors));
    }
    return new Parameters(path, query);
  }

  private Map<String, List<String>> query(
      Operation operation, @Nullable String query, List<FieldError> errors) {
    Map<String, List<String>> sent = new LinkedHashMap<>();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals), "(query)", true, errors);
      if (name != null) {
        String shown = FieldPaths.member("", name);
        String value = decode(equals < 0 ? "" : pair.substring(equals + 1), shown, true, errors);
        List<String> values = sent.computeIfAbsent(name, first -> new ArrayList<>());
        if (value != null) {
          values.add(value);
        }
      }
    }
    Map<String, List<String>> taken = new LinkedHashMap<>();
    operation
        .parametersIn(Parameter.Location.QUERY)
        .forEach(
            parameter -> {
              List<String> values = sent.remove(parameter.name());
              if (values != null && !values.isEmpty()) {
                check(parameter, values, errors);
                taken.put(parameter.name(), List.copyOf(values));
              } else if (values == null && parameter.standard() != null) {
                taken.put(parameter.name(), texts(parameter.standard()));
              } else if (values == null && parameter.required()) {
                errors.add(new FieldError(parameter.name(), "is missing"));
              }
            });
    sent.keySet()
        .forEach(
            name -> errors.add(new FieldError(FieldPaths.member("", name), "is unknown here")));
    return taken;
  }

  private void headers(Operation operation, HttpServerRequest request, List<FieldError> errors) {
    operation
        .parametersIn(Parameter.Location.HEADER)
        .forEach(
            parameter -> {
              List<String> values = request.headers().getAll(parameter.name());
              if (!values.isEmpty()) {
                check(parameter, List.of(String.join(", ", values)), errors);
              } else if (parameter.required()) {
                errors.add(new FieldError(parameter.name(), "is missing"));
              }
            });
  }

  private void check(Parameter parameter, List<String> values, List<FieldError> errors) {
    JsonNode value;
    if (types(parameter.schema()).contains("array")) {
      JsonNode items = contract.resolve(parameter.schema().path("items"));
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      values.forEach(text -> array.add(typed(text, items)));
      value = array;
    } else if (values.size() > 1) {
      errors.add(new FieldError(parameter.name(), "is given more than once"));
      return;
    } else {
      value = typed(values.get(0), parameter.schema());
    }
    errors.addAll(schemas.check(value, parameter.schemaPointer(), parameter.name()));
  }

  /**
   * A text converted to the schema's type; as text if it cannot be converted, which the schema then
   * refuses.
   */
  private static JsonNode typed(String text, JsonNode schema) {
    List<String> types = types(schema);
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (types.contains("integer") && text.matches("-?(0|[1-9][0-9]{0,17})")) {
      return nodes.numberNode(Long.parseLong(text));
    }
    if (types.contains("number") && text.matches("-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?")) {
      return nodes.numberNode(new BigDecimal(text));
    }
    if (types.contains("boolean") && (text.equals("true") || text.equals("false"))) {
      return nodes.booleanNode(text.equals("true"));
    }
    return nodes.textNode(text);
  }

  private static List<String> types(JsonNode schema) {
    return texts(schema.path("type"));
  }

  private static List<String> texts(JsonNode oneOrMore) {
    if (!oneOrMore.isArray()) {
      return List.of(oneOrMore.asText());
    }
    List<String> texts = new ArrayList<>();
    oneOrMore.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static @Nullable String decode(
      String encoded, String field, boolean plusIsSpace, List<FieldError> errors) {
    try {
      return PercentCoding.decode(encoded, field, plusIsSpace);
    } catch (ProblemException e) {
      errors.addAll(e.problem().errors());
      return null;
    }
  }
}
