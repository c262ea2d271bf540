package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.cli.admin.Input.Kind;
import io.flagpost.cli.admin.Input.Location;
import io.flagpost.cli.console.Console;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/** The arguments and options of an operation's command, and the request built from them. */
final class OperationArguments {
  /** Query parameters that the command handles itself. */
  private static final Set<String> PAGING = Set.of("limit", "cursor");

  private static final String EXPIRES_AT = "expires_at";
  private static final String EXPIRES_IN = "--expires-in";
  private static final String IF_MATCH = "--if-match";

  private final CommandModel operation;
  private final CommandSpec spec;
  private final Clock clock;
  private final Map<Input, ArgSpec> arguments = new LinkedHashMap<>();
  private final List<PasswordInput> passwords = new ArrayList<>();

  /**
   * @param spec the command, which has its other options already; these are added
   */
  OperationArguments(CommandModel operation, CommandSpec spec, Clock clock) {
    this.operation = operation;
    this.spec = spec;
    this.clock = clock;
  }

  void addAll() {
    int order = 0;
    for (Input input : operation.inputs()) {
      if (input.isPositional()) {
        addPositional(input);
      }
    }
    for (Input input : operation.inputs()) {
      order++;
      if (input.isPositional() || (operation.paged() && PAGING.contains(input.name()))) {
        continue;
      }
      if (input.kind() == Kind.PASSWORD) {
        PasswordInput password = new PasswordInput(input, isNew(input));
        password.addTo(spec, order);
        passwords.add(password);
      } else {
        addOption(input, order);
      }
    }
    if (operation.revised()) {
      spec.addOption(
          OptionSpec.builder(IF_MATCH)
              .type(String.class)
              .paramLabel("REVISION")
              .order(500)
              .description("Only if it still has this revision; else the exit code is 5")
              .build());
    }
  }

  /** Builds the request. Asks for passwords that were not given. */
  Call call(Console console) {
    String path = operation.path();
    for (Map.Entry<Input, ArgSpec> argument : arguments.entrySet()) {
      if (argument.getKey().location() == Location.PATH) {
        JsonNode value = argument.getValue().getValue();
        path = path.replace("{" + argument.getKey().name() + "}", Call.encode(value.asText()));
      }
    }
    Call call = Call.of(operation.method(), path);
    for (Map.Entry<Input, ArgSpec> argument : arguments.entrySet()) {
      if (argument.getKey().location() == Location.QUERY) {
        for (JsonNode value : values(argument.getKey(), argument.getValue())) {
          call = call.with(argument.getKey().name(), value.asText());
        }
      }
    }
    if (operation.revised()) {
      String revision = spec.findOption(IF_MATCH).getValue();
      call = revision == null ? call : call.ifMatch(entityTag(revision));
    }
    return operation.body() ? call.with(body(console)) : call;
  }

  /** Passwords that the command generated. */
  List<PasswordInput> passwords() {
    return passwords;
  }

  private JsonNode body(Console console) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<Input, ArgSpec> argument : arguments.entrySet()) {
      Input input = argument.getKey();
      List<JsonNode> values = values(input, argument.getValue());
      if (input.location() == Location.BODY) {
        return values.get(0);
      }
      if (input.location() != Location.MEMBER || values.isEmpty()) {
        continue;
      }
      if (input.many() && !(values.size() == 1 && values.get(0).isNull())) {
        ArrayNode list = body.putArray(input.name());
        list.addAll(values.stream().filter(value -> !isEmptyText(value)).toList());
      } else {
        body.set(input.name(), values.get(0));
      }
    }
    addExpiry(body);
    for (PasswordInput password : passwords) {
      password.read(spec, console).ifPresent(secret -> body.set(password.name(), secret));
    }
    boolean takesSomething = !arguments.isEmpty() || !passwords.isEmpty();
    if (body.isEmpty() && takesSomething && operation.method().equals("PATCH")) {
      throw new ParameterException(spec.commandLine(), "Nothing to change: give an option");
    }
    return body;
  }

  private void addExpiry(ObjectNode body) {
    OptionSpec in = spec.findOption(EXPIRES_IN);
    Instant end = in == null ? null : in.getValue();
    if (end != null && body.has(EXPIRES_AT)) {
      throw new ParameterException(
          spec.commandLine(), "Only one of --expires-at and " + EXPIRES_IN + " can be given");
    }
    if (end != null) {
      body.put(EXPIRES_AT, end.toString());
    }
    for (Input input : arguments.keySet()) {
      if (input.isExpiry() && input.required() && !body.has(EXPIRES_AT)) {
        throw new ParameterException(
            spec.commandLine(), "Missing required option: '--expires-at' or '" + EXPIRES_IN + "'");
      }
    }
  }

  private void addPositional(Input input) {
    PositionalParamSpec positional =
        PositionalParamSpec.builder()
            .index(Integer.toString(spec.positionalParameters().size()))
            .type(JsonNode.class)
            .converters(new InputReader(input, clock))
            .required(input.required())
            .paramLabel(input.argument())
            .completionCandidates(input.values())
            .description(HelpText.of(input))
            .build();
    spec.addPositional(positional);
    arguments.put(input, positional);
  }

  private void addOption(Input input, int order) {
    String name = input.option();
    OptionSpec.Builder option =
        OptionSpec.builder(isTaken(name) ? "--new-" + name.substring(2) : name)
            .arity(isSwitch(input) ? "0..1" : "1")
            .paramLabel(input.label())
            .order(order)
            .required(input.isRequiredOption())
            .description(HelpText.of(input));
    if (!input.values().isEmpty()) {
      option.completionCandidates(input.values());
    }
    if (input.many()) {
      option.type(List.class).auxiliaryTypes(JsonNode.class);
    } else if (!isSwitch(input)) {
      option.type(JsonNode.class);
    }
    OptionSpec built =
        isSwitch(input)
            ? option.type(Boolean.class).fallbackValue("true").build()
            : option.converters(new InputReader(input, clock)).build();
    spec.addOption(built);
    arguments.put(input, built);
    if (input.isExpiry() && !isTaken(EXPIRES_IN)) {
      spec.addOption(
          OptionSpec.builder(EXPIRES_IN)
              .type(Instant.class)
              .converters(new TimeText(clock)::after)
              .paramLabel("SPAN")
              .order(order)
              .description("The same as a time span from now, such as 90d or 12h")
              .build());
    }
  }

  /** Whether the operation sets a new password, so that the command may generate one. */
  private boolean isNew(Input password) {
    boolean forFile = operation.inputs().stream().anyMatch(Input::isFile);
    return password.required()
        && !forFile
        && !password.name().startsWith("current")
        && !password.name().startsWith("old");
  }

  private boolean isTaken(String option) {
    return option.equals("--version") || option.equals("--help") || spec.findOption(option) != null;
  }

  private static List<JsonNode> values(Input input, ArgSpec argument) {
    if (input.many()) {
      List<JsonNode> values = argument.getValue();
      return values == null ? List.of() : values;
    }
    if (isSwitch(input)) {
      Boolean on = argument.getValue();
      return on == null ? List.of() : List.of(JsonNodeFactory.instance.booleanNode(on));
    }
    @Nullable JsonNode value = argument.getValue();
    return value == null ? List.of() : List.of(value);
  }

  /** Whether it can be given without a value. */
  private static boolean isSwitch(Input input) {
    return input.kind() == Kind.BOOLEAN && !input.many() && !input.nullable();
  }

  /** {@code --tag ""} gives an empty list. */
  private static boolean isEmptyText(JsonNode value) {
    return value.isTextual() && value.textValue().isEmpty();
  }

  private static String entityTag(String revision) {
    return revision.equals("*") || revision.startsWith("\"") ? revision : "\"" + revision + "\"";
  }
}
