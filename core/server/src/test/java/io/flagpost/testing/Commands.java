package io.flagpost.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.cli.FlagpostCommand;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.Terminal;
import io.flagpost.evidence.Evidence;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** An operator at a command line, with a home of their own. Blocking, one thread at a time. */
public final class Commands {
  private static final JsonMapper JSON = new JsonMapper();

  /** The administrator's. */
  public static final String PASSWORD = "correct horse battery staple";

  private final Path home;
  private final Map<String, String> environment = new HashMap<>();
  private String out = "";
  private String err = "";

  public Commands(Path home) {
    this.home = home;
    environment.put("HOME", home.toString());
    Evidence.secret("password", PASSWORD);
  }

  /** One with environment variables, whose home is the distribution. */
  public Commands(Path home, Map<String, String> variables) {
    this(home);
    environment.putAll(variables);
  }

  /** With what a gateway is to be started, so that {@link #signIn} can. */
  public static Map<String, String> administrator() {
    return Map.of("admin.first-admin.password", PASSWORD);
  }

  /** Signs in to a gateway; all further commands go there. */
  public void signIn(RunningGateway gateway) throws IOException {
    signIn(gateway.adminUrl());
  }

  /** The same, by the address of the admin listener. */
  public void signIn(URI adminUrl) throws IOException {
    environment.put("FLAGPOST_URL", adminUrl.toString());
    Path password = Files.writeString(home.resolve("password"), PASSWORD);
    assertThat(run("login --user admin --password-file " + password)).as(err).isZero();
  }

  /**
   * Runs a command, whose words have no spaces in them.
   *
   * @return its exit code
   */
  public int run(String command) {
    StringWriter printed = new StringWriter();
    StringWriter complained = new StringWriter();
    Console surroundings =
        new Console(
            home,
            environment,
            InputStream.nullInputStream(),
            new PrintWriter(printed),
            new PrintWriter(complained),
            Terminal.NONE);
    int code = FlagpostCommand.run(surroundings, command.split(" "));
    out = printed.toString();
    err = complained.toString();
    return code;
  }

  /** Runs a command that succeeds, and gives what it answers. */
  public JsonNode json(String command) throws IOException {
    assertThat(run(command + " --output json")).as(err).isZero();
    return JSON.readTree(out);
  }

  /** What the last command printed. */
  public String out() {
    return out;
  }

  /** What it complained about. */
  public String err() {
    return err;
  }
}
