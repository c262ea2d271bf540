package io.flagpost.statistics;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.flagpost.platform.net.IpNetworks;

/** Which network an address is of; remembers some, since parsing costs more than counting. */
final class SourceNetworks {
  private static final int MOST = 20_000;

  private final Cache<String, Label> known = Caffeine.newBuilder().maximumSize(MOST).build();

  /** Missing if it is no address. */
  Label of(String address) {
    Label found = known.getIfPresent(address);
    if (found == null) {
      found = Label.of(IpNetworks.site(address).orElse(null), false);
      known.put(address, found);
    }
    return found;
  }
}
