package io.flagpost.telemetry.query;

import io.flagpost.platform.net.IpNetworks;
import io.flagpost.platform.net.NetworkSet;
import io.flagpost.registry.ApiKey;
import io.flagpost.registry.Capability;
import io.flagpost.wire.SignatureProfile;
import io.vertx.core.Future;
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

  /** Reads one page and keeps it. */
  static Future<Page> readPage(TelemetryReader reader, ApiKey key, ReadFilter filter) {
    return reader.read(key, filter, Future::succeededFuture, Future::succeededFuture);
  }
}
