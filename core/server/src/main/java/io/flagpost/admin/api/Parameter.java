package io.flagpost.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of an {@link Operation}.
 *
 * @param name its name
 * @param location where it stands
 * @param required whether it must be there
 * @param description what it is, for people
 * @param schema its schema; references in it are to be resolved by {@link AdminContract#resolve}
 * @param schemaPointer where the description has the schema
 * @param standard what is taken when it is absent; null if nothing
 */
public record Parameter(
    String name,
    Location location,
    boolean required,
    String description,
    JsonNode schema,
    String schemaPointer,
    @Nullable JsonNode standard) {

  /** Where a parameter stands. */
  public enum Location {
    PATH,
    QUERY,
    HEADER,
    COOKIE
  }
}
