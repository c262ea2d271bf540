package io.flagpost.admin.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.flagpost.platform.openapi.DescriptionParts;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;

/** A small API with one operation of each kind, under the real head. */
public final class TestContract {
  private static final YAMLMapper YAML = new YAMLMapper();

  private static final String FRAGMENT =
      """
      paths:
        /admin/v1/things:
          get:
            operationId: listThings
            security: [{bearer: [read]}]
            parameters:
              - {$ref: '#/components/parameters/Limit'}
              - {$ref: '#/components/parameters/Cursor'}
              - name: tag
                in: query
                schema: {type: array, maxItems: 2, items: {type: string, maxLength: 5}}
              - name: active
                in: query
                schema: {type: boolean}
              - name: sort
                in: query
                schema: {type: string, enum: [name, -name], default: name}
          post:
            operationId: createThing
            security: [{bearer: [registry]}]
            requestBody:
              required: true
              content:
                application/json:
                  schema: {$ref: '#/components/schemas/NewThing'}
        /admin/v1/things/{id}:
          parameters:
            - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}}
          get:
            operationId: getThing
            security: [{bearer: [read]}]
          delete:
            operationId: deleteThing
            security: [{bearer: [registry]}]
            parameters:
              - {$ref: '#/components/parameters/IfMatch'}
        /admin/v1/things/import:
          post:
            operationId: importThings
            security: [{bearer: [registry]}]
            requestBody:
              required: true
              content:
                text/csv: {schema: {type: string}}
        /admin/v1/named/{name}:
          get:
            operationId: getNamed
            security: [{bearer: [read]}]
            parameters:
              - {name: name, in: path, required: true, schema: {type: string, maxLength: 20}}
        /admin/v1/me:
          get:
            operationId: getMe
            security: [{bearer: [self]}]
          patch:
            operationId: changeMe
            security: [{bearer: [self]}]
            requestBody:
              content:
                application/json:
                  schema:
                    type: object
                    additionalProperties: false
                    minProperties: 1
                    properties:
                      password: {type: string, format: password, minLength: 12}
        /admin/v1/log:
          get:
            operationId: readLog
            security: [{bearer: [audit]}]
        /admin/v1/enter:
          post:
            operationId: enter
            security: []
            requestBody:
              required: true
              content:
                application/json:
                  schema: {$ref: '#/components/schemas/NewThing'}
        /admin/v1/open:
          post:
            operationId: open
            security: []
        /admin/v1/failures/{kind}:
          get:
            operationId: fail
            security: []
            parameters:
              - {name: kind, in: path, required: true, schema: {type: string}}
      components:
        schemas:
          NewThing:
            type: object
            required: [name]
            additionalProperties: false
            properties:
              name: {type: string, minLength: 1, maxLength: 10}
              status: {type: string, enum: [active, retired]}
              count: {type: integer, minimum: 0, maximum: 9}
              ratio: {type: number}
              number: {type: integer}
              expires_at: {type: [string, 'null'], format: date-time}
              parent: {anyOf: [{type: 'null'}, {$ref: '#/components/schemas/Parent'}]}
              secret: {type: string, writeOnly: true, pattern: '^[a-z]+$'}
              checksums:
                type: array
                uniqueItems: true
                items: {type: string, pattern: '^[0-9a-f]{4}$'}
          Parent:
            type: object
            required: [id]
            additionalProperties: false
            properties:
              id: {type: integer}
      """;

  private TestContract() {}

  static AdminContract load() {
    return of(head(), Map.of("things", yaml(FRAGMENT)));
  }

  static JsonNode head() {
    return file("admin");
  }

  /** The part of the real description that needs no feature. */
  static Map<String, JsonNode> system() {
    return Map.of("system", file("system"));
  }

  private static JsonNode file(String name) {
    String path = "/openapi/admin/" + name + ".yaml";
    try (InputStream in = AdminContract.class.getResourceAsStream(path)) {
      return YAML.readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static JsonNode yaml(String text) {
    try {
      return YAML.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** Puts a description together, as the build does. */
  public static AdminContract of(JsonNode head, Map<String, ? extends JsonNode> fragments) {
    return new AdminContract(DescriptionParts.merge(head, fragments));
  }

  /** The operation of this {@code operationId}. */
  static Operation operation(String id) {
    return load().operations().stream()
        .filter(operation -> operation.id().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
