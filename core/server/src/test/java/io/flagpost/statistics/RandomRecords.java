package io.flagpost.statistics;

import static io.flagpost.telemetry.store.StoreRequests.flag;
import static io.flagpost.telemetry.store.StoreRequests.request;

import io.flagpost.telemetry.record.RaisedFlag;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreRequests;
import io.flagpost.verdicts.LaterVerdicts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Random records and verdicts, in which few names are frequent and many are not. */
final class RandomRecords {
  private static final List<String> HOSTILE =
      List.of(
          "'; DROP TABLE rollup_hour; --",
          "<script>alert(1)</script>",
          "\u202Eevil\u202C",
          "\uFEFF",
          "{,NULL,\"\\\"}",
          "NULL",
          "%1$s",
          "\uD83C\uDFF4\u200D\u2620",
          "İstanbul",
          "x".repeat(255));

  private final Random random;
  private final Instant now;
  private long run;

  RandomRecords(Random random, Instant now) {
    this.random = random;
    this.now = now;
  }

  StoreRequest record() {
    boolean known = random.nextInt(4) > 0;
    boolean released = known && random.nextBoolean();
    StoreRequests request =
        request()
            .receivedAt(received())
            .environment(random.nextInt(5) == 0 ? "staging" : "production")
            .clientAddress(address())
            .knownProductId(known ? 1L + random.nextInt(3) : null)
            .known(random.nextInt(5) == 0 ? null : random.nextBoolean(), released)
            .fields(
                new TelemetryFields(
                    "1",
                    maybe("user-" + skewed(40)),
                    maybe("license-" + skewed(60)),
                    maybe("activation-" + skewed(60)),
                    released ? "1." + random.nextInt(3) : maybe(invented()),
                    "numeric-single-value",
                    maybe(String.valueOf(random.nextInt(2_000) / 8.0 - 20)),
                    null,
                    null,
                    null,
                    maybe(invented())));
    if (random.nextInt(8) == 0) {
      request.incorrect();
    }
    return switch (random.nextInt(6)) {
      case 0 -> request.flags(flag("license_unknown")).build();
      case 1 -> request.flags(raised("odd", "one"), flag("clock_skew")).build();
      case 2 -> request.flags(raised("odd", "one"), raised("found", "two")).build();
      default -> request.build();
    };
  }

  private static RaisedFlag raised(String code, String check) {
    return new RaisedFlag(code, check, "low", "Because.", Map.of());
  }

  /** Few often, many seldom, some of them hostile. */
  private String invented() {
    int name = skewed(150);
    return name < HOSTILE.size() ? HOSTILE.get(name) : "name " + name;
  }

  private int skewed(int bound) {
    return random.nextInt(1 + random.nextInt(bound));
  }

  private @Nullable String maybe(String value) {
    return random.nextInt(10) == 0 ? null : value;
  }

  private String address() {
    return random.nextInt(4) == 0
        ? "2001:db8:" + skewed(30) + "::" + (1 + skewed(9))
        : "192.0." + skewed(40) + "." + skewed(30);
  }

  /** Mostly now, sometimes out of order, sometimes replayed after days. */
  private Instant received() {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return now.minus(Duration.ofDays(4).plusMinutes(random.nextInt(600)));
    }
    return kind < 6 ? now.minusSeconds(random.nextInt(10_000)) : now.plusMillis(random.nextInt(60));
  }

  /**
   * On new records and old ones, on the same again and again, in every mode.
   *
   * @param stored the records
   * @param half on which half of the records: the two do not wait for each other
   */
  LaterVerdicts verdicts(List<UUID> stored, int half) {
    LaterVerdicts verdicts = new LaterVerdicts();
    int count = random.nextInt(20);
    for (int i = 0; i < count; i++) {
      UUID record = stored.get(2 * random.nextInt(stored.size() / 2) + half);
      String check = random.nextBoolean() ? "one" : "two";
      String version = random.nextBoolean() ? "1.0.0" : "2.0.0";
      String[] codes =
          switch (random.nextInt(5)) {
            case 0 -> new String[] {"found"};
            case 1 -> new String[] {"odd", "found"};
            case 2 -> new String[] {"odd", "odd"};
            default -> new String[0];
          };
      run++;
      switch (random.nextInt(5)) {
        case 0 -> verdicts.shadow(record, check, version, run, codes);
        case 1 -> verdicts.pending(record, check, version, run);
        case 2 -> verdicts.recheck(record, check, version, run, codes);
        default -> verdicts.live(record, check, version, run, codes);
      }
    }
    return verdicts;
  }
}
