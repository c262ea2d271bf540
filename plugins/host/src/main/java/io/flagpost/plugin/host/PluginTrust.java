package io.flagpost.plugin.host;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;

/** Decides which plugins may be loaded. Asked again at every look at the drop folder. */
@FunctionalInterface
public interface PluginTrust {

  /**
   * Says why a plugin may not be loaded. On any thread, several at a time; may read files.
   *
   * @return nothing if it may
   * @throws IOException if it cannot tell; the plugin is not loaded then
   */
  Optional<String> objectionTo(Candidate candidate) throws IOException;

  /**
   * Whether somebody has named exactly this file, which counts for more than that nobody objects.
   *
   * @throws IOException if it cannot tell
   */
  default boolean names(PluginFile plugin) throws IOException {
    return false;
  }

  /**
   * Loads whatever is there, as a demo does, and warns of each file that is not on the lock.
   *
   * @param known the plugins that come with the gateway
   */
  static PluginTrust open(PluginLock known) {
    return new OpenTrust(known);
  }

  /**
   * Loads only what is on a lock, or signed with one of the keys.
   *
   * @param lock reads the locks, for each plugin anew
   * @param keys reads the keys, for each plugin anew
   */
  static PluginTrust strict(Source<PluginLock> lock, Source<List<PublicKey>> keys) {
    return new StrictTrust(lock, keys);
  }

  /** Where something comes from that may have changed since it was last read. */
  @FunctionalInterface
  interface Source<T> {
    /** Reads it. */
    T read() throws IOException;
  }

  /**
   * A plugin that is to be loaded.
   *
   * @param name the file's name in the drop folder
   * @param plugin what it says of itself, and its hash
   * @param copy the private copy with that hash; what is loaded are its bytes
   * @param signature the {@code .sig} file's content, if there is one
   */
  record Candidate(String name, PluginFile plugin, Path copy, Optional<String> signature) {}
}
