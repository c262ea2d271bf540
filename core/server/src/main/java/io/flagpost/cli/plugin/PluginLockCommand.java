package io.flagpost.cli.plugin;

import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.plugin.host.PluginFile;
import io.flagpost.plugin.host.PluginLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flagpost plugins lock}. */
@Command(
    name = "lock",
    description = {
      "Put plugins on the allow list.",
      "In production mode the gateway loads plugins that the list names by id, version and SHA-256;"
          + " it reads the list whenever it checks a plugin."
    },
    sortOptions = false)
final class PluginLockCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--lock",
      paramLabel = "FILE",
      description = "The allow list (default: conf/plugins.lock of the distribution)")
  private @Nullable Path lock;

  @Parameters(arity = "1..*", paramLabel = "PLUGIN", description = "Jars or zips")
  private List<Path> plugins = List.of();

  PluginLockCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Path list = lock == null ? TrustOptions.operatorsLock(console) : lock;
    try {
      PluginLock entries = PluginLock.read(list);
      for (Path plugin : plugins) {
        PluginLock.Entry entry = PluginLock.Entry.of(PluginFile.describe(plugin));
        entries = entries.with(entry);
        console.out().println(entry);
      }
      Path folder = list.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      entries.write(list);
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.FAILED, TrustOptions.explain(e));
    }
    console.out().flush();
    return ExitCodes.OK;
  }
}
