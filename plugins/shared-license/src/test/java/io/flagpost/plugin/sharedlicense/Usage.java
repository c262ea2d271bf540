package io.flagpost.plugin.sharedlicense;

import io.flagpost.plugin.v1.PastRecord;
import io.flagpost.plugin.v1.Telemetry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The use of a license, according to its records.
 *
 * @param records how many records
 * @param users how many users
 * @param activations how many activations
 * @param addresses how many addresses
 */
record Usage(int records, int users, int activations, int addresses) {

  /** Counts a record and those before it. */
  static Usage of(Telemetry record, List<PastRecord> earlier) {
    Distinct users = new Distinct();
    Distinct activations = new Distinct();
    Set<String> addresses = new HashSet<>();
    users.add(record.userIdentifier());
    activations.add(record.activationIdentifier());
    String last = record.clientAddress();
    addresses.add(last);
    for (PastRecord each : earlier) {
      users.add(each.userIdentifier());
      activations.add(each.activationIdentifier());
      if (!each.clientAddress().equals(last)) {
        last = each.clientAddress();
        addresses.add(last);
      }
    }
    return new Usage(
        earlier.size() + 1, users.count(), activations.count(), networks(addresses).size());
  }

  private static Set<String> networks(Set<String> addresses) {
    Set<String> networks = new HashSet<>();
    addresses.forEach(address -> networks.add(Networks.of(address)));
    networks.remove("");
    return networks;
  }
}
