package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.flagpost.cli.console.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The options for a password among the members of a body: from a file, piped in, made by the
 * command, or else typed.
 */
final class PasswordInput {
  private final Input input;
  private final boolean isNew;
  private Optional<String> generated = Optional.empty();

  /**
   * @param isNew whether it begins with this operation
   */
  PasswordInput(Input input, boolean isNew) {
    this.input = input;
    this.isNew = isNew;
  }

  void addTo(CommandSpec spec, int order) {
    spec.addOption(
        OptionSpec.builder(fileOption())
            .type(Path.class)
            .paramLabel("FILE")
            .order(order)
            .description(
                HelpText.escape(
                    HelpText.sentence(input.description().strip().replaceAll("\\s+", " "))
                        + " The first line of this file"
                        + (input.required()
                            ? "; it is asked for if nothing says where it is."
                            : ".")))
            .build());
    spec.addOption(
        OptionSpec.builder(stdinOption())
            .type(boolean.class)
            .arity("0")
            .order(order)
            .description("Read it from the standard input")
            .build());
    if (isNew) {
      spec.addOption(
          OptionSpec.builder(generateOption())
              .type(boolean.class)
              .arity("0")
              .order(order)
              .description("Make one and print it once")
              .build());
    }
  }

  /** What to send; missing if it may be left out and was. */
  Optional<JsonNode> read(CommandSpec spec, Console console) {
    Passwords passwords = new Passwords(console);
    Path file = spec.findOption(fileOption()).getValue();
    boolean piped = given(spec, stdinOption());
    boolean make = isNew && given(spec, generateOption());
    if ((file == null ? 0 : 1) + (piped ? 1 : 0) + (make ? 1 : 0) > 1) {
      throw new ParameterException(
          spec.commandLine(), "Only one of " + fileOption() + " and its like can be given");
    }
    String password;
    if (file != null) {
      password = passwords.inFile(file);
    } else if (piped) {
      password = passwords.piped();
    } else if (make) {
      password = Passwords.generate(new SecureRandom());
      generated = Optional.of(password);
    } else if (!input.required()) {
      return Optional.empty();
    } else {
      password = passwords.ask(label(), isNew, fileOption() + " or " + stdinOption());
    }
    return Optional.of(JsonNodeFactory.instance.textNode(password));
  }

  /** Shows a password that was made, now that the operation is done. */
  void report(PrintWriter err) {
    generated.ifPresent(
        made ->
            err.println(
                "The "
                    + input.name().replace('_', ' ')
                    + " is "
                    + made
                    + ". It is shown only once."));
    err.flush();
  }

  String name() {
    return input.name();
  }

  private String label() {
    String words = input.name().replace('_', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private String fileOption() {
    return input.option() + "-file";
  }

  private String stdinOption() {
    return input.option() + "-stdin";
  }

  private String generateOption() {
    return "--generate-" + input.option().substring(2);
  }

  private static boolean given(CommandSpec spec, String option) {
    return Boolean.TRUE.equals(spec.findOption(option).getValue());
  }
}
