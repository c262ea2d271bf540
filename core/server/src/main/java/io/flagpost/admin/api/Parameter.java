package io.flagpost.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of an {@link Operation}.
 *
 * @param name its name
 * @param location where it is sent
 * @param required whether it must be present
 * @param description what it is, for people
 * @param schema its schema; {@link AdminContract#resolve} resolves references in it
 * @param schemaPointer the JSON pointer to the schema in the description
 * @param standard the default value; null if there is none
 */
public record Parameter(
    String name,
    Location location,
    boolean required,
    String description,
    JsonNode schema,
    String schemaPointer,
    @Nullable JsonNode standard) {

  /** Where a parameter is sent. */
  public enum Location {
    PATH,
    QUERY,
    HEADER,
    COOKIE
  }
}
