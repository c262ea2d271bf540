package io.flagpost.cli.admin;

import io.flagpost.admin.api.RequestBody;
import java.util.List;
import java.util.Set;

/**
 * The properties of an operation of the admin API that a command needs.
 *
 * @param id its {@code operationId}
 * @param method the HTTP method
 * @param path the path, with its parameters in braces
 * @param words the command, such as {@code license}, {@code create}
 * @param tag its tag; empty if none
 * @param summary one line about it
 * @param description more about it; may be empty
 * @param inputs its inputs, in the order of the description
 * @param body whether it takes a JSON body
 * @param revised whether it accepts {@code If-Match}
 * @param paged whether its answer is a page of a list
 * @param columns the columns of a table; empty if not specified
 * @param confirm whether it cannot be undone
 * @param consumes the media types of its body
 * @param produces the media types of its answer
 * @param secrets the members of its answer that are shown only once
 */
record CommandModel(
    String id,
    String method,
    String path,
    List<String> words,
    String tag,
    String summary,
    String description,
    List<Input> inputs,
    boolean body,
    boolean revised,
    boolean paged,
    List<String> columns,
    boolean confirm,
    List<String> consumes,
    List<String> produces,
    Set<String> secrets) {
  CommandModel {
    words = List.copyOf(words);
    inputs = List.copyOf(inputs);
    columns = List.copyOf(columns);
    consumes = List.copyOf(consumes);
    produces = List.copyOf(produces);
    secrets = Set.copyOf(secrets);
  }

  /** The same, with one of its inputs read from a file. */
  CommandModel readingFile(String member) {
    return with(
        inputs.stream()
            .map(input -> input.name().equals(member) ? input.inFile() : input)
            .toList());
  }

  /** The same without some of its inputs. */
  CommandModel without(Set<String> names) {
    return with(inputs.stream().filter(input -> !names.contains(input.name())).toList());
  }

  private CommandModel with(List<Input> changed) {
    return new CommandModel(
        id,
        method,
        path,
        words,
        tag,
        summary,
        description,
        changed,
        body,
        revised,
        paged,
        columns,
        confirm,
        consumes,
        produces,
        secrets);
  }

  /** Whether its answer is a file rather than a record. */
  boolean givesFile() {
    return !produces.isEmpty() && produces.stream().noneMatch(RequestBody::isJson);
  }

  /**
   * The usage of its command.
   *
   * @param file the label of a file argument; empty if there is none
   */
  String synopsis(String file) {
    StringBuilder line = new StringBuilder("flagpost " + String.join(" ", words) + " [OPTIONS]");
    for (Input input : inputs) {
      if (input.isRequiredOption()) {
        line.append(' ').append(input.option()).append('=').append(input.label());
      }
    }
    line.append(file.isEmpty() ? "" : " " + file);
    for (Input input : inputs) {
      if (input.isPositional()) {
        line.append(' ').append(input.argument());
      }
    }
    return HelpText.escape(line.toString());
  }
}
