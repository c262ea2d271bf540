package io.flagpost.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * Explains which rule of the description a value breaks. The text comes from the rule alone: the
 * value, which may be a secret, is not repeated.
 */
final class SchemaReasons {
  private SchemaReasons() {}

  /**
   * Explains a violation.
   *
   * @param path where the value is; empty for a body
   */
  static FieldError explain(Error error, String path) {
    String field = FieldPaths.orBody(path);
    String member = error.getProperty();
    JsonNode rule = error.getSchemaNode();
    return switch (error.getKeyword()) {
      case "required" -> new FieldError(FieldPaths.member(path, member), "is missing");
      case "additionalProperties", "unevaluatedProperties" ->
          new FieldError(FieldPaths.member(path, member), "is unknown here");
      case "dependentRequired" ->
          new FieldError(
              FieldPaths.member(path, member), "is missing, but required by another field");
      case "minProperties" -> new FieldError(field, atLeast(rule, "member"));
      case "maxProperties" -> new FieldError(field, atMost(rule, "member"));
      case "minItems" -> new FieldError(field, atLeast(rule, "item"));
      case "maxItems" -> new FieldError(field, atMost(rule, "item"));
      case "minLength" ->
          new FieldError(
              field, rule.asInt() == 1 ? "must not be empty" : atLeast(rule, "character"));
      case "maxLength" -> new FieldError(field, atMost(rule, "character"));
      default -> new FieldError(field, reason(error.getKeyword(), rule));
    };
  }

  private static String reason(String keyword, JsonNode rule) {
    return switch (keyword) {
      case "type" -> "must be " + types(rule);
      case "enum" -> "must be one of " + list(rule);
      case "const" -> "must be " + shown(rule);
      case "pattern" -> "must match the pattern " + rule.asText();
      case "format" -> format(rule.asText());
      case "minimum" -> "must be at least " + rule.asText();
      case "maximum" -> "must be at most " + rule.asText();
      case "exclusiveMinimum" -> "must be more than " + rule.asText();
      case "exclusiveMaximum" -> "must be less than " + rule.asText();
      case "multipleOf" -> "must be a multiple of " + rule.asText();
      case "uniqueItems" -> "must not name anything twice";
      case "anyOf", "oneOf" -> "must match one of its forms in the description";
      default -> "is not valid by the description (" + keyword + ")";
    };
  }

  private static String format(String format) {
    return switch (format) {
      case "date-time" ->
          "must be a date and time with its time zone, such as 2026-01-31T12:00:00Z";
      case "date" -> "must be a date, such as 2026-01-31";
      case "uuid" -> "must be a UUID";
      case "uri" -> "must be a URI";
      case "email" -> "must be an e-mail address";
      default -> "must be of the form " + format;
    };
  }

  private static String atLeast(JsonNode rule, String unit) {
    return "must have at least " + count(rule, unit);
  }

  private static String atMost(JsonNode rule, String unit) {
    return "must have at most " + count(rule, unit);
  }

  private static String count(JsonNode rule, String unit) {
    return rule.asText() + ' ' + unit + (rule.asInt() == 1 ? "" : "s");
  }

  private static String types(JsonNode rule) {
    List<String> names = new ArrayList<>();
    if (rule.isArray()) {
      rule.forEach(type -> names.add(withArticle(type.asText())));
    } else {
      names.add(withArticle(rule.asText()));
    }
    return String.join(" or ", names);
  }

  private static String withArticle(String type) {
    return switch (type) {
      case "null" -> "null";
      case "boolean" -> "true or false";
      case "integer", "object", "array" -> "an " + type;
      default -> "a " + type;
    };
  }

  private static String list(JsonNode values) {
    StringJoiner list = new StringJoiner(", ");
    values.forEach(value -> list.add(shown(value)));
    return list.toString();
  }

  private static String shown(JsonNode value) {
    return value.isTextual() ? value.asText() : value.toString();
  }
}
