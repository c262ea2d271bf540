package io.flagpost.plugin.host;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the trust of plugins, and remembers why the running ones are trusted: somebody who can
 * write to the drop folder, but not to the lists and keys, cannot withdraw that trust. On the
 * host's thread.
 */
final class Vetting {
  private static final Logger LOG = LoggerFactory.getLogger(Vetting.class);

  private final PluginTrust trust;
  private final Function<String, @Nullable CatalogMember> runningById;

  Vetting(PluginTrust trust, Function<String, @Nullable CatalogMember> runningById) {
    this.trust = trust;
    this.runningById = runningById;
  }

  /** Says why a file may not be loaded, or stay loaded; empty if it may. */
  Optional<String> objectionTo(DropFolder.Arrival arrival, DropFolder.Content content) {
    CatalogMember running = runningById.apply(content.plugin().id());
    boolean runs = running != null && running.isOf(content);
    try {
      Optional<String> objection = trust.objectionTo(content.candidate(arrival.name()));
      if (objection.isPresent() && running != null && runs) {
        Optional<String> then = running.plugin().content().signature();
        if (trust.objectionTo(content.candidate(arrival.name(), then)).isEmpty()) {
          LOG.warn(
              "Plugin {} keeps running because its signature was valid when it was loaded; the one beside"
                  + " it now is missing or invalid, so it would not be loaded again: restore it",
              arrival.name());
          return Optional.empty();
        }
      }
      return objection;
    } catch (IOException | RuntimeException e) {
      String reason = "cannot check whether it is trusted: " + e.getMessage();
      if (runs) {
        LOG.error("Plugin {} keeps running: {}", arrival.name(), reason);
        return Optional.empty(); // it was trusted, and nothing has contradicted that
      }
      return Optional.of(reason);
    }
  }

  /** Whether a version may keep running whose own file no longer exists. */
  boolean stillTrusts(CatalogMember running) {
    try {
      Optional<String> objection =
          trust.objectionTo(running.plugin().content().candidate(running.file()));
      objection.ifPresent(reason -> LOG.error("Plugin {} must stop: {}", running.id(), reason));
      return objection.isEmpty();
    } catch (IOException | RuntimeException e) {
      LOG.error(
          "Plugin {} keeps running: cannot check whether it is trusted: {}",
          running.id(),
          e.getMessage());
      return true;
    }
  }

  /** Whether exactly this file is on a list. */
  boolean names(PluginFile plugin) {
    try {
      return trust.names(plugin);
    } catch (IOException | RuntimeException e) {
      LOG.debug(
          "cannot check whether {} is on a list", plugin.id(), e); // reported by the next check
      return false;
    }
  }
}
