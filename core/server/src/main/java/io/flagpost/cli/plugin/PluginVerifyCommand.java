package io.flagpost.cli.plugin;

import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.plugin.host.PluginFile;
import io.flagpost.plugin.host.PluginLock;
import io.flagpost.plugin.host.PluginSignatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code flagpost plugins verify}. */
@Command(
    name = "verify",
    description = "Check whether each plugin is trusted by these allow lists and keys.",
    sortOptions = false,
    exitCodeList = {
      "0:all of them are trusted",
      "1:at least one is not, or is not a plugin",
      "2:the command line is wrong"
    })
final class PluginVerifyCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final TrustOptions trust = new TrustOptions();

  @Parameters(arity = "1..*", paramLabel = "PLUGIN", description = "Jars or zips")
  private List<Path> plugins = List.of();

  PluginVerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    PluginLock lock;
    List<PublicKey> keys = new ArrayList<>();
    try {
      lock = trust.lock(console);
      for (Path key : trust.keys()) {
        keys.add(PluginSignatures.readPublicKey(key));
      }
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.FAILED, TrustOptions.explain(e));
    }
    boolean allTrusted = true;
    for (Path plugin : plugins) {
      allTrusted &= verify(plugin, lock, keys);
    }
    console.out().flush();
    return allTrusted ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private boolean verify(Path plugin, PluginLock lock, List<PublicKey> keys) {
    try {
      PluginFile file = PluginFile.describe(plugin);
      String name = plugin + ": " + file.id() + " " + file.version() + ", ";
      Path signature = PluginSignatures.signatureOf(plugin);
      if (lock.names(file)) {
        console.out().println(name + "trusted: on the allow list");
        return true;
      }
      boolean signed =
          Files.isRegularFile(signature)
              && PluginSignatures.verify(plugin, PluginSignatures.read(signature), keys);
      console
          .out()
          .println(
              name
                  + (signed
                      ? "trusted: signed with a trusted key"
                      : "not trusted: not on the allow list, nor signed with a trusted key"));
      return signed;
    } catch (IOException e) {
      console.out().println(plugin + ": not trusted: " + TrustOptions.explain(e));
      return false;
    }
  }
}
