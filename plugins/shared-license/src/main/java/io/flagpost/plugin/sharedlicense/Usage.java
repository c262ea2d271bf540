package io.flagpost.plugin.sharedlicense;

import io.flagpost.plugin.v1.PastRecord;
import io.flagpost.plugin.v1.Telemetry;
import java.util.List;

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
    Distinct users = new Distinct();
    Distinct activations = new Distinct();
    Distinct addresses = new Distinct();
    record.userIdentifier().ifPresent(users::add);
    record.activationIdentifier().ifPresent(activations::add);
    addresses.add(record.clientAddress());
    for (PastRecord each : earlier) {
      each.userIdentifier().ifPresent(users::add);
      each.activationIdentifier().ifPresent(activations::add);
      addresses.add(each.clientAddress());
    }
    return new Usage(
        earlier.size() + 1,
        users.values().size(),
        activations.values().size(),
        Math.toIntExact(
            addresses.values().stream()
                .map(Networks::of)
                .distinct()
                .filter(network -> !network.isEmpty())
                .count()));
  }
}
