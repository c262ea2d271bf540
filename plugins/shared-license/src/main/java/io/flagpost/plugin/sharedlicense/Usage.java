package io.flagpost.plugin.sharedlicense;

import io.flagpost.plugin.v1.PastRecord;
import io.flagpost.plugin.v1.Telemetry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who used a license, as far as its records tell.
 *
 * @param records how many records that was
 * @param users how many users
 * @param activations how many activations
 * @param addresses how many addresses
 */
record Usage(int records, int users, int activations, int addresses) {

  /** Counts a record and those before it. */
  static Usage of(Telemetry record, List<PastRecord> earlier) {
    Set<String> users = new HashSet<>();
    Set<String> activations = new HashSet<>();
    Set<String> addresses = new HashSet<>();
    record.userIdentifier().ifPresent(users::add);
    record.activationIdentifier().ifPresent(activations::add);
    addresses.add(Networks.of(record.clientAddress()));
    for (PastRecord each : earlier) {
      each.userIdentifier().ifPresent(users::add);
      each.activationIdentifier().ifPresent(activations::add);
      addresses.add(Networks.of(each.clientAddress()));
    }
    addresses.remove("");
    return new Usage(earlier.size() + 1, users.size(), activations.size(), addresses.size());
  }
}
