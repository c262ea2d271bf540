package io.flagpost.admin.records;

import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.platform.net.IpNetworks;

/** Networks in the form that the database stores. */
final class Networks {
  private Networks() {}

  /** The network in canonical notation, a single address as a /32 or /128. */
  static String normalise(String field, String network) {
    return IpNetworks.canonicalNetwork(network)
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.invalid(
                        field, "must be an IP address or a network such as 192.0.2.0/24")));
  }
}
