package io.flagpost.plugin.host;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trusts every plugin, and logs that. */
final class OpenTrust implements PluginTrust {
  private static final Logger LOG = LoggerFactory.getLogger(PluginTrust.class);

  private final PluginLock known;
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  OpenTrust(PluginLock known) {
    this.known = known;
  }

  @Override
  public Optional<String> objectionTo(Candidate candidate) {
    if (!known.names(candidate.plugin()) && warned.add(candidate.plugin().sha256())) {
      LOG.warn(
          "Plugin {} from {} is loaded without being on an allow list; production mode would refuse"
              + " it unless a trusted key has signed it",
          candidate.plugin().id(),
          candidate.name());
    }
    return Optional.empty();
  }

  @Override
  public boolean names(PluginFile plugin) {
    return known.names(plugin);
  }
}
