package io.flagpost.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The body that an {@link Operation} takes.
 *
 * @param required whether there must be one
 * @param contents what it may be, by media type in lower case
 */
public record RequestBody(boolean required, Map<String, Content> contents) {

  public RequestBody {
    contents = Collections.unmodifiableMap(new TreeMap<>(contents));
  }

  /**
   * A body of one media type.
   *
   * @param schema its schema; references in it are to be resolved by {@link AdminContract#resolve}
   * @param schemaPointer where the description has the schema
   */
  public record Content(JsonNode schema, String schemaPointer) {}

  /** Whether a body of this media type is read and checked before the operation sees it. */
  public static boolean isJson(String mediaType) {
    return mediaType.equals("application/json") || mediaType.endsWith("+json");
  }
}
