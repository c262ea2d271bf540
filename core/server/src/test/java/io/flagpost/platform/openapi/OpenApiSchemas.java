package io.flagpost.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.util.List;

/** Validation against the OpenAPI 3.1 meta-schema and the file's own schemas; works offline. */
public final class OpenApiSchemas {
  private static final String FILE = "https://flagpost.invalid/openapi.json";
  private static final String META_SCHEMA =
      "https://spec.openapis.org/oas/3.1/schema-base/2022-10-07";

  private final SchemaRegistry registry;

  public OpenApiSchemas(JsonNode document) {
    this.registry =
        SchemaRegistry.withDefaultDialect(
            dialect(document),
            builder ->
                builder
                    .schemas(address -> address.equals(FILE) ? document.toString() : null)
                    .schemaIdResolvers(
                        resolvers ->
                            resolvers.mapPrefix(
                                "https://spec.openapis.org/", "classpath:spec.openapis.org/")));
  }

  /** OpenAPI's, to which the file's own members are no keywords but known. */
  private static Dialect dialect(JsonNode document) {
    return Dialect.builder(Dialects.getOpenApi31())
        .keywords(
            document.properties().stream()
                .map(member -> new NonValidationKeyword(member.getKey()))
                .toList())
        .build();
  }

  /** What is wrong with a whole OpenAPI document. */
  public List<Error> errorsOfDocument(JsonNode document) {
    return registry.getSchema(SchemaLocation.of(META_SCHEMA)).validate(document);
  }

  /** What is wrong with a value, by the schema at a JSON pointer into the file. */
  public List<Error> errorsOf(JsonNode value, String schemaPointer) {
    Schema schema = registry.getSchema(SchemaLocation.of(FILE + "#" + schemaPointer));
    return schema.validate(value);
  }
}
