package io.flagpost.plugin.host;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;

/** Decides which plugins may be loaded. Called again at every scan of the drop folder. */
@FunctionalInterface
public interface PluginTrust {

  /**
   * Says why a plugin may not be loaded. Any thread, also concurrently; may read files.
   *
   * @return empty if it may
   * @throws IOException if that cannot be determined; then the plugin is not loaded
   */
  Optional<String> objectionTo(Candidate candidate) throws IOException;

  /**
   * Whether a list names exactly this file, which is stronger than the absence of an objection.
   *
   * @throws IOException if that cannot be determined
   */
  default boolean names(PluginFile plugin) throws IOException {
    return false;
  }

  /**
   * Loads every file, for the demo, and warns of each one that is not on the lock.
   *
   * @param known the plugins that are shipped with the gateway
   */
  static PluginTrust open(PluginLock known) {
    return new OpenTrust(known);
  }

  /**
   * Loads only what is on a lock, or signed with one of the keys.
   *
   * @param lock reads the locks, again for each plugin
   * @param keys reads the keys, again for each plugin
   */
  static PluginTrust strict(Source<PluginLock> lock, Source<List<PublicKey>> keys) {
    return new StrictTrust(lock, keys);
  }

  /** A source that may have changed since it was last read. */
  @FunctionalInterface
  interface Source<T> {
    /** Reads it. */
    T read() throws IOException;
  }

  /**
   * A plugin to be loaded.
   *
   * @param name the file's name in the drop folder
   * @param plugin its own description, and its hash
   * @param copy the private copy with that hash, from which it is loaded
   * @param signature the {@code .sig} file's content, if there is one
   */
  record Candidate(String name, PluginFile plugin, Path copy, Optional<String> signature) {}
}
