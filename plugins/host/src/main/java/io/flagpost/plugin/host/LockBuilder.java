package io.flagpost.plugin.host;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes the allow list of the plugins in a folder; the build uses it for the plugins that are
 * shipped with the gateway: {@code java -cp ... io.flagpost.plugin.host.LockBuilder FOLDER LOCK}
 */
public final class LockBuilder {
  /** The usual name of an allow list. */
  public static final String FILE = "plugins.lock";

  private LockBuilder() {}

  /**
   * Writes the allow list.
   *
   * @param arguments the folder, and the file to write
   * @throws IOException if a plugin in the folder cannot be read; then nothing is written
   */
  public static void main(String... arguments) throws IOException {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("needs two arguments: a folder and the file to write");
    }
    lockOf(Path.of(arguments[0])).write(Path.of(arguments[1]));
  }

  /** The lock that trusts every plugin in a folder in its current state. */
  public static PluginLock lockOf(Path folder) throws IOException {
    PluginLock lock = PluginLock.EMPTY;
    for (Path file : DropFolder.plugins(folder)) {
      lock = lock.with(PluginLock.Entry.of(PluginFile.describe(file)));
    }
    return lock;
  }
}
