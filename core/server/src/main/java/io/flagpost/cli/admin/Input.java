package io.flagpost.cli.admin;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One input of an operation.
 *
 * @param name its name on the wire
 * @param location where it goes in the request
 * @param kind its type
 * @param many whether it is a list of that type
 * @param required whether the operation needs it
 * @param nullable whether it may be null
 * @param values the allowed values; empty if all of its type are
 * @param least the smallest number; null if there is none
 * @param most the largest number; null if there is none
 * @param description for people
 * @param standard the default; null if there is none
 */
record Input(
    String name,
    Location location,
    Kind kind,
    boolean many,
    boolean required,
    boolean nullable,
    List<String> values,
    @Nullable Long least,
    @Nullable Long most,
    String description,
    @Nullable String standard) {

  /** Where it goes in the request. */
  enum Location {
    PATH,
    QUERY,
    MEMBER,
    /** It is the whole body. */
    BODY
  }

  /** Its type. */
  enum Kind {
    TEXT,
    INTEGER,
    NUMBER,
    BOOLEAN,
    TIME,
    PASSWORD,
    JSON,
    /** The text in a file. */
    TEXT_FILE,
    /** The JSON in a file. */
    JSON_FILE
  }

  Input {
    values = List.copyOf(values);
  }

  /** Its name as an argument. */
  String argument() {
    return isFile() ? "FILE" : name.toUpperCase(Locale.ROOT);
  }

  /** Its option, such as {@code --license-key}. */
  String option() {
    return "--" + name.replace('_', '-').toLowerCase(Locale.ROOT);
  }

  /** The same, read from a file. */
  Input inFile() {
    Kind inFile = kind == Kind.JSON ? Kind.JSON_FILE : Kind.TEXT_FILE;
    return new Input(
        name,
        location,
        inFile,
        many,
        required,
        nullable,
        values,
        least,
        most,
        description,
        standard);
  }

  /** Whether it is read from a file. */
  boolean isFile() {
    return kind == Kind.TEXT_FILE || kind == Kind.JSON_FILE;
  }

  /** Whether it is a positional argument. */
  boolean isPositional() {
    boolean taken = option().equals("--version") || option().equals("--help");
    return location == Location.PATH
        || isFile()
        || (required && taken); // "--version" is the program's own
  }

  /** Whether it is a required option. */
  boolean isRequiredOption() {
    return required && !isPositional() && kind != Kind.PASSWORD && !isExpiry();
  }

  /** Whether it can also be given as a time span. */
  boolean isExpiry() {
    return name.equals("expires_at") && location == Location.MEMBER;
  }

  /** The placeholder for its value in a help text. */
  String label() {
    return switch (kind) {
      case INTEGER, NUMBER -> "N";
      case BOOLEAN -> "true|false";
      case TIME -> "TIME";
      case JSON -> "JSON";
      case PASSWORD, TEXT_FILE, JSON_FILE -> "FILE";
      case TEXT -> values.isEmpty() ? "TEXT" : "WORD";
    };
  }
}
