package io.flagpost.admin.api;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An operation as the description has it.
 *
 * @param id its {@code operationId}
 * @param method the HTTP method, in capitals
 * @param path the path, with its parameters in braces
 * @param permission what it asks of its caller; null if it needs no token
 * @param parameters its parameters in path, query and headers
 * @param body the body that it takes; null if none
 * @param summary what it does, in a few words
 * @param description what else there is to say; may be empty
 * @param tag what it belongs to
 * @param command the command that calls it; null if there is none
 * @param table the columns that the command shows
 */
public record Operation(
    String id,
    String method,
    String path,
    @Nullable Permission permission,
    List<Parameter> parameters,
    @Nullable RequestBody body,
    String summary,
    String description,
    String tag,
    @Nullable String command,
    List<String> table) {

  public Operation {
    parameters = List.copyOf(parameters);
    table = List.copyOf(table);
  }

  /** The parameters in one place. */
  public Stream<Parameter> parametersIn(Parameter.Location location) {
    return parameters.stream().filter(parameter -> parameter.location() == location);
  }
}
