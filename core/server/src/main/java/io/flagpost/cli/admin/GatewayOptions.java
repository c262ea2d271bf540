package io.flagpost.cli.admin;

import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.cli.console.TrustFile;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that calls a gateway: its URL, and how it is recognised. */
final class GatewayOptions {
  @Option(
      names = "--url",
      paramLabel = "URL",
      order = 1_001,
      description =
          "The gateway's admin listener (default: FLAGPOST_URL, or " + GatewayUrl.STANDARD + ")")
  private @Nullable String url;

  @Option(
      names = "--cacert",
      paramLabel = "FILE.pem",
      order = 1_003,
      description = "Trust the authorities in this file instead of the usual ones")
  private @Nullable Path caCert;

  /** The gateway, without a token; warns if others can listen. */
  AdminHttp http(Console console) {
    String chosen =
        url != null ? url : console.variable("FLAGPOST_URL").orElse(GatewayUrl.STANDARD);
    String checked;
    try {
      checked = GatewayUrl.check(chosen);
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
}
