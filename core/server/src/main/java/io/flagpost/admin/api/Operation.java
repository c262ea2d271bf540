package io.flagpost.admin.api;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An operation of the description.
 *
 * @param id its {@code operationId}
 * @param method the HTTP method, in capitals
 * @param path the path, with its parameters in braces
 * @param permission the permission that it requires; null if it needs no token
 * @param limit how it obeys a caller's limit to some products and environments
 * @param personal whether it reads data of the people whose copies send telemetry, so that it is
 *     written down who asked for what
 * @param parameters its parameters in path, query and headers
 * @param body the body that it accepts; null if none
 * @param summary what it does, in a few words
 * @param description further details; may be empty
 * @param tag its group
 * @param command the command that calls it; null if there is none
 * @param table the columns that the command shows
 */
public record Operation(
    String id,
    String method,
    String path,
    @Nullable Permission permission,
    Limit limit,
    boolean personal,
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

  /** The parameters in one place: path, query or headers. */
  public Stream<Parameter> parametersIn(Parameter.Location location) {
    return parameters.stream().filter(parameter -> parameter.location() == location);
  }
}
