package io.flagpost.cli.plugin;

import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.plugin.host.PluginSignatures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flagpost plugins keygen}. */
@Command(
    name = "keygen",
    description = {
      "Generate an Ed25519 key pair to sign plugins with.",
      "Keep the private key away from the gateway; name the public one in plugins.trusted-keys."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli sets required options
final class PluginKeygenCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--private-key",
      required = true,
      paramLabel = "FILE.pem",
      description = "The file for the private key; must not exist yet")
  private Path privateKey;

  @Option(
      names = "--public-key",
      required = true,
      paramLabel = "FILE.pem",
      description = "The file for the public key; must not exist yet")
  private Path publicKey;

  PluginKeygenCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try {
      PluginSignatures.generate(privateKey, publicKey);
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.FAILED, TrustOptions.explain(e));
    }
    console.out().println("Made " + privateKey + " and " + publicKey);
    console.out().flush();
    return ExitCodes.OK;
  }
}
