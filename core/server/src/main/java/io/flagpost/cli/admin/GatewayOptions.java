package io.flagpost.cli.admin;

import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.cli.console.TrustFile;
import io.flagpost.platform.files.TextFile;
import io.flagpost.platform.files.TextFile.NoTextException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that calls a gateway: its URL and the credentials. */
final class GatewayOptions {
  @Option(
      names = "--url",
      paramLabel = "URL",
      order = 1_001,
      description =
          "The gateway's admin listener (default: FLAGPOST_URL, or " + GatewayUrl.STANDARD + ")")
  private @Nullable String url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      order = 1_002,
      description =
          "A file with a personal access token, or with the session that flagpost login keeps"
              + " (default: the token in FLAGPOST_TOKEN, the file in FLAGPOST_TOKEN_FILE, or"
              + " ~/.config/flagpost/token)")
  private @Nullable Path tokenFile;

  @Option(
      names = "--cacert",
      paramLabel = "FILE.pem",
      order = 1_003,
      description = "Trust the authorities in this file instead of the usual ones")
  private @Nullable Path caCert;

  /** The gateway, with the user's token. */
  AdminClient client(Console console, Clock clock) {
    AdminHttp http = http(console);
    return new AdminClient(http, tokens(console, http, clock));
  }

  /** The gateway, without a token. */
  AdminHttp http(Console console) {
    String chosen = url != null ? url : console.environment().getOrDefault("FLAGPOST_URL", "");
    String checked;
    try {
      checked = GatewayUrl.check(chosen.isBlank() ? GatewayUrl.STANDARD : chosen);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCodes.USAGE, "Not a usable --url: " + chosen + ": " + e.getMessage());
    }
    if (GatewayUrl.isOpenToOthers(checked)) {
      console
          .err()
          .println(
              "Warning: the connection to " + checked + " is not encrypted, and carries secrets.");
    }
    SSLContext trust = caCert == null ? null : TrustFile.load(caCert);
    return new AdminHttp(checked, trust);
  }

  /** The file in which {@code login} keeps its session. */
  Path sessionFile(Console console) {
    return tokenFile == null ? UserFolder.session(console.environment()) : tokenFile;
  }

  private Tokens tokens(Console console, AdminHttp http, Clock clock) {
    Map<String, String> environment = console.environment();
    Path given = tokenFile;
    if (given != null) {
      return inFile(given, http, clock);
    }
    String token = environment.getOrDefault("FLAGPOST_TOKEN", "").strip();
    if (!token.isEmpty()) {
      return new FixedToken(token);
    }
    String named = environment.getOrDefault("FLAGPOST_TOKEN_FILE", "");
    if (!named.isEmpty()) {
      return inFile(Path.of(named), http, clock);
    }
    Path session = UserFolder.session(environment);
    if (Files.notExists(session)) {
      throw new CommandFailure(
          ExitCodes.NOT_PERMITTED,
          "you are not signed in: use flagpost login, or give a token (FLAGPOST_TOKEN,"
              + " --token-file)");
    }
    return inFile(session, http, clock);
  }

  private static Tokens inFile(Path file, AdminHttp http, Clock clock) {
    try {
      String content = TextFile.read(file).strip();
      return content.startsWith("{")
          ? new SessionTokens(file, http, clock)
          : new FixedToken(content);
    } catch (NoTextException e) {
      throw new CommandFailure(ExitCodes.USAGE, e.sentence());
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.USAGE, "cannot read the token in " + file + ": " + e);
    }
  }
}
