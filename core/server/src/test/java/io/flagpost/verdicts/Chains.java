package io.flagpost.verdicts;

import static io.flagpost.telemetry.store.StoreRequests.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreRequests;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Records for {@link ChainFold}, what is said of them, and what should be. */
final class Chains {
  private Chains() {}

  /** What was said of each record: how many were folded, and the hash over them. */
  static Map<UUID, String> verdicts(VerdictRig rig) {
    Map<UUID, String> verdicts = new HashMap<>();
    rig.texts(
            "SELECT concat_ws(' ', record_id, f -> 'evidence' ->> 'records',"
                + " f -> 'evidence' ->> 'hash') FROM verdict v, jsonb_array_elements(details -> 'flags') f"
                + " ORDER BY verdict_id")
        .forEach(
            text -> {
              String[] parts = text.split(" ", 2);
              assertThat(verdicts.put(UUID.fromString(parts[0]), parts[1])).isNull();
            });
    return verdicts;
  }

  /** The same of a fold over all records in memory. */
  static Map<UUID, String> plainFold(VerdictRig rig, String version, Duration lateness) {
    ChainFold fold = new ChainFold(version);
    Map<String, ChainFold.Chain> states = new HashMap<>();
    Map<String, Instant> clocks = new HashMap<>();
    Map<UUID, String> verdicts = new HashMap<>();
    for (StoredRecord record : rig.all()) {
      String license = record.telemetry().licenseKey().orElseThrow();
      Instant received = record.telemetry().receivedAt();
      Instant clock = clocks.merge(license, received, (a, b) -> a.isAfter(b) ? a : b);
      var step = fold.step(states.getOrDefault(license, fold.begin()), record.telemetry(), clock);
      if (!received.isBefore(clock.minus(lateness))) {
        states.put(license, step.state());
      }
      var facts = step.findings().get(0).facts();
      verdicts.put(record.recordId(), facts.get("records") + " " + facts.get("hash"));
    }
    return verdicts;
  }

  /** Records of two licenses in turn. */
  static List<StoreRequest> records(String one, String other, int each) {
    List<StoreRequest> records = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      records.add(record(one, one + "-" + i));
      records.add(record(other, other + "-" + i));
    }
    return records;
  }

  /** A record of a license; its group names it. */
  static StoreRequest record(String license, String group) {
    return StoreRequests.request().fields(fields("1", "u", license, "x", group)).build();
  }
}
