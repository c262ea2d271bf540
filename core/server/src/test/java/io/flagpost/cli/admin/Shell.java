package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.flagpost.admin.api.AdminContract;
import io.flagpost.admin.api.TestContract;
import io.flagpost.cli.FlagpostCommand;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.Terminal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** Runs commands with surroundings of their own, and with the small contract or another one. */
final class Shell {
  final Map<String, String> environment = new HashMap<>();

  private final Path home;
  private final AdminContract contract;
  private final Queue<String> typed = new ArrayDeque<>();
  private boolean terminal;
  private byte[] piped = new byte[0];
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  Shell(Path home) {
    this(home, contract());
  }

  /** With commands of another contract. */
  Shell(Path home, AdminContract contract) {
    this.home = home;
    this.contract = contract;
    environment.put("HOME", home.toString());
  }

  /** Somebody sits there and types these lines. */
  Shell typing(String... lines) {
    terminal = true;
    typed.addAll(List.of(lines));
    return this;
  }

  Shell piping(String text) {
    piped = text.getBytes(StandardCharsets.UTF_8);
    return this;
  }

  int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    Console console =
        new Console(
            home,
            environment,
            new ByteArrayInputStream(piped),
            new PrintWriter(out),
            new PrintWriter(err),
            new Typist());
    return FlagpostCommand.commandLine(console, contract).execute(arguments);
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  static AdminContract contract() {
    try (InputStream yaml = Shell.class.getResourceAsStream("/cli/contract.yaml")) {
      return TestContract.of(new ObjectMapper(new YAMLFactory()).readTree(yaml), Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Typist implements Terminal {
    @Override
    public boolean isThere() {
      return terminal;
    }

    @Override
    public Optional<String> ask(String question) {
      return Optional.ofNullable(typed.poll());
    }

    @Override
    public Optional<String> askSecret(String question) {
      return Optional.ofNullable(typed.poll());
    }
  }
}
