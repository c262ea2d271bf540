package io.flagpost.cli.plugin;

import io.flagpost.cli.console.Console;
import io.flagpost.plugin.host.LockBuilder;
import io.flagpost.plugin.host.PluginLock;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for allow lists and trusted keys. */
final class TrustOptions {
  @Option(
      names = "--lock",
      paramLabel = "FILE",
      description =
          "The allow list (default: conf/plugins.lock of the distribution, and the one shipped"
              + " with its own plugins)")
  private @Nullable Path lock;

  @Option(
      names = "--trusted-key",
      paramLabel = "FILE.pem",
      description = "A public key whose signatures are trusted; may be repeated")
  private List<Path> keys = List.of();

  /** The default path of the operator's allow list. */
  static Path operatorsLock(Console console) {
    return console.home().resolve("conf").resolve(LockBuilder.FILE);
  }

  PluginLock lock(Console console) throws IOException {
    if (lock != null) {
      return PluginLock.read(lock);
    }
    return PluginLock.merged(
        List.of(
            PluginLock.read(operatorsLock(console)),
            PluginLock.read(console.home().resolve("lib").resolve(LockBuilder.FILE))));
  }

  List<Path> keys() {
    return keys;
  }

  static String explain(IOException failure) {
    return failure instanceof NoSuchFileException
        ? failure.getMessage() + ": there is no such file"
        : String.valueOf(failure.getMessage());
  }
}
