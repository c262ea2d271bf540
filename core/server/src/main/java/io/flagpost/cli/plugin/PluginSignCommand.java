package io.flagpost.cli.plugin;

import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.plugin.host.PluginFile;
import io.flagpost.plugin.host.PluginSignatures;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flagpost plugins sign}. */
@Command(
    name = "sign",
    description = {
      "Sign plugins with an Ed25519 key.",
      "The signature goes beside each file, with .sig after its name, and belongs there in the"
          + " plugin folder too."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class PluginSignCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE.pem",
      description = "The private key, which flagpost plugins keygen makes")
  private Path key;

  @Parameters(arity = "1..*", paramLabel = "PLUGIN", description = "Jars or zips")
  private List<Path> plugins = List.of();

  PluginSignCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try {
      PrivateKey signer = PluginSignatures.readPrivateKey(key);
      for (Path plugin : plugins) {
        PluginFile.describe(plugin); // nobody needs a signature of what is no plugin
        console.out().println(PluginSignatures.sign(plugin, signer));
      }
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.FAILED, TrustOptions.explain(e));
    }
    console.out().flush();
    return ExitCodes.OK;
  }
}
