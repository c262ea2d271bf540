package io.flagpost.plugin.host;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks who may be trusted, and remembers on what grounds those that run were: whoever can write
 * into the drop folder, but not into the lists and keys, cannot take trust away there. On the
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

  /** Says why a file may not be loaded, or not stay loaded; nothing if it may. */
  Optional<String> objectionTo(DropFolder.Arrival arrival, DropFolder.Content content) {
    CatalogMember running = runningById.apply(content.plugin().id());
    boolean runs = running != null && running.isOf(content);
    try {
      Optional<String> objection = trust.objectionTo(content.candidate(arrival.name()));
      if (objection.isPresent() && running != null && runs) {
        Optional<String> then = running.plugin().content().signature();
        if (trust.objectionTo(content.candidate(arrival.name(), then)).isEmpty()) {
          LOG.warn(
              "Plugin {} goes on by the signature that it was loaded with; the one that lies"
                  + " beside it now, if any, is not its own, and it would not be loaded again",
              arrival.name());
          return Optional.empty();
        }
      }
      return objection;
    } catch (IOException | RuntimeException e) {
      String reason = "cannot tell whether it may be trusted: " + e.getMessage();
      if (runs) {
        LOG.error("Plugin {} goes on as it was: {}", arrival.name(), reason);
        return Optional.empty(); // it was trusted, and nobody has said otherwise
      }
      return Optional.of(reason);
    }
  }

  /** Whether a version may go on whose own file is not there any more. */
  boolean stillTrusts(CatalogMember running) {
    try {
      Optional<String> objection =
          trust.objectionTo(running.plugin().content().candidate(running.file()));
      objection.ifPresent(
          reason -> LOG.error("Plugin {} does not go on: {}", running.id(), reason));
      return objection.isEmpty();
    } catch (IOException | RuntimeException e) {
      LOG.error("Plugin {} goes on as it was: nobody can tell: {}", running.id(), e.getMessage());
      return true;
    }
  }

  /** Whether exactly this file is on a list. */
  boolean names(PluginFile plugin) {
    try {
      return trust.names(plugin);
    } catch (IOException | RuntimeException e) {
      LOG.debug("cannot tell whether {} is on a list", plugin.id(), e); // said by who is asked next
      return false;
    }
  }
}
