package io.flagpost.plugin.host;

import java.io.IOException;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;

/** Trusts plugins that are on a list or signed with a trusted key. */
final class StrictTrust implements PluginTrust {
  private final Source<PluginLock> lock;
  private final Source<List<PublicKey>> keys;

  StrictTrust(Source<PluginLock> lock, Source<List<PublicKey>> keys) {
    this.lock = lock;
    this.keys = keys;
  }

  @Override
  public Optional<String> objectionTo(Candidate candidate) throws IOException {
    PluginLock trusted = lock.read();
    PluginFile plugin = candidate.plugin();
    if (trusted.names(plugin)) {
      return Optional.empty();
    }
    if (candidate.signature().isPresent()) {
      return PluginSignatures.verify(candidate.copy(), candidate.signature().get(), keys.read())
          ? Optional.empty()
          : Optional.of(
              "not trusted: its signature does not match this file under any key in plugins.trusted-keys;"
                  + " sign the file again, or add the signer's public key");
    }
    boolean changed =
        trusted.entries().stream()
            .anyMatch(
                entry ->
                    entry.id().equals(plugin.id()) && entry.version().equals(plugin.version()));
    return Optional.of(
        changed
            ? "not trusted: plugins.lock has another SHA-256 for this version; replace the file, or run"
                + " 'flagpost plugins lock' if it is the right one"
            : "not trusted: neither listed in plugins.lock nor signed; if you trust it, run 'flagpost"
                + " plugins lock' or 'flagpost plugins sign'");
  }

  @Override
  public boolean names(PluginFile plugin) throws IOException {
    return lock.read().names(plugin);
  }
}
