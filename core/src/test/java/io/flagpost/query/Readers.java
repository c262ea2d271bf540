package io.flagpost.query;

import io.flagpost.envelope.SignatureProfile;
import io.flagpost.registry.ApiKey;
import io.flagpost.registry.Capability;
import io.flagpost.registry.IpNetworks;
import io.flagpost.registry.NetworkSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes API keys and filters for tests. */
final class Readers {
  private static final NetworkSet ANYWHERE = IpNetworks.of(List.of());

  private Readers() {}

  static ApiKey reader(String environment, Long... products) {
    return new ApiKey(
        1,
        environment,
        true,
        null,
        Set.of(Capability.READ),
        ANYWHERE,
        Set.of(products),
        SignatureProfile.DOCUMENT,
        null);
  }

  static ReadFilter filter(Map<String, String> parameters) {
    return ReadFilters.parse(parameters)
        .fold(
            filter -> filter,
            errors -> {
              throw new IllegalArgumentException(errors.toString());
            });
  }
}
