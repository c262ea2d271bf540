package io.flagpost.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The body that an {@link Operation} accepts.
 *
 * @param required whether there must be one
 * @param contents the accepted forms, by media type in lower case
 */
public record RequestBody(boolean required, Map<String, Content> contents) {

  public RequestBody {
    contents = Collections.unmodifiableMap(new TreeMap<>(contents));
  }

  /**
   * A body of one media type.
   *
   * @param schema its schema; {@link AdminContract#resolve} resolves references in it
   * @param schemaPointer the JSON pointer to the schema in the description
   */
  public record Content(JsonNode schema, String schemaPointer) {}

  /** Whether a body of this media type is parsed and validated before the operation gets it. */
  public static boolean isJson(String mediaType) {
    return mediaType.equals("application/json") || mediaType.endsWith("+json");
  }
}
