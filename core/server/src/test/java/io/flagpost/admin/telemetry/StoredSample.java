package io.flagpost.admin.telemetry;

import static io.flagpost.telemetry.store.StoreRequests.request;

import io.flagpost.telemetry.record.RaisedFlag;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreRequests;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Random records out of few values, so that filters find some; among them hostile ones. */
final class StoredSample {
  static final String HOSTILE = "x'; DROP TABLE telemetry; --";

  static final List<String> ENVIRONMENTS = List.of("production", "staging", "dev");
  static final List<String> NAMES = List.of("a", "b", "%", "$1", HOSTILE);
  static final List<String> VERSIONS = List.of("1.0", "1.1", "1.0' OR '1'='1");
  static final List<String> TYPES = List.of("text", "numeric-single-value", "\\");
  static final List<String> CODES = List.of("incorrect_format", "odd", "strange", "shared");
  static final List<String> SEVERITIES = List.of("low", "medium", "high");
  static final List<String> CHECKS = List.of("core", "probe", "shared-license");
  static final List<String> CHECK_VERSIONS = List.of("1", "2.0");
  static final List<String> PENDING = List.of("slow", "shared-license", "later");
  static final List<String> EXPLANATIONS = List.of("Because of odd.", "On 9 machines: 50% more.");
  static final List<String> TEXTS = List.of("A Needle in hay", "needles_", "100% $1 hay", "");
  static final List<String> ADDRESSES =
      List.of(
          "203.0.113.7",
          "203.0.113.200",
          "203.0.11.3",
          "10.0.0.1",
          "2001:db8::1",
          "2001:db8:0:0:0:0:0:1",
          "2001:db8:1::5",
          "fe80:0:0:0:0:0:0:1%eth0");
  static final List<String> NETWORKS =
      List.of(
          "203.0.113.7",
          "203.0.113.0/24",
          "203.0.112.0/22",
          "203.0.113.128/25",
          "0.0.0.0/0",
          "2001:db8::1",
          "2001:db8::/32",
          "2001:db8::/48",
          "2001:db8:1::/48",
          "::/0",
          "192.0.2.1");
  static final List<String> EVENTS =
      List.of(new UUID(1, 2).toString(), new UUID(3, 4).toString(), new UUID(5, 6).toString());

  private final Random random;
  private final Instant now;

  StoredSample(Random random, Instant now) {
    this.random = random;
    this.now = now;
  }

  /** A record and what is said of it later; it may have been received on one of some days. */
  Kept next(int days) {
    return new Kept(record(days), verdicts());
  }

  Instant moment(int days) {
    return now.minus(
        Duration.ofSeconds(random.nextInt(days * 86_400), random.nextInt(1_000) * 1_000_000L));
  }

  <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private StoreRequest record(int days) {
    int product = random.nextInt(4);
    List<RaisedFlag> flags = flags(Stream.of("incorrect_format", "odd", "strange"));
    boolean incorrect = flags.stream().anyMatch(f -> f.code().equals("incorrect_format"));
    StoreRequests made =
        request()
            .receivedAt(moment(days))
            .environment(any(ENVIRONMENTS))
            .clientAddress(any(ADDRESSES))
            .knownProductId(product < 2 ? (long) product + 1 : null)
            .eventId(random.nextInt(3) == 0 ? UUID.fromString(any(EVENTS)) : null)
            .occurredAt(random.nextInt(3) == 0 ? null : moment(days))
            .flags(flags.toArray(RaisedFlag[]::new))
            .pending(random.nextInt(4) == 0 ? new String[] {"slow"} : new String[0])
            .fields(
                new TelemetryFields(
                    product < 2 ? String.valueOf(product + 1) : perhaps(NAMES),
                    perhaps(NAMES),
                    perhaps(NAMES),
                    perhaps(NAMES),
                    perhaps(VERSIONS),
                    perhaps(TYPES),
                    null,
                    null,
                    null,
                    perhaps(TEXTS),
                    perhaps(NAMES)));
    return (incorrect ? made.incorrect() : made).build();
  }

  private List<Kept.Later> verdicts() {
    List<Kept.Later> verdicts = new ArrayList<>();
    for (int i = random.nextInt(5) - 2; i > 0; i--) {
      boolean isPending = random.nextInt(4) == 0;
      String check = random.nextBoolean() ? "probe" : "shared-license";
      verdicts.add(
          new Kept.Later(
              check,
              any(CHECK_VERSIONS),
              any(List.of("live", "recheck", "shadow")),
              isPending,
              isPending
                  ? List.of()
                  : flags(Stream.of("strange", "shared")).stream()
                      .map(flag -> by(check, flag))
                      .toList()));
    }
    return verdicts;
  }

  private List<RaisedFlag> flags(Stream<String> codes) {
    List<RaisedFlag> flags = new ArrayList<>();
    codes.filter(code -> random.nextInt(3) == 0).forEach(code -> flags.add(flag(code)));
    return flags;
  }

  private RaisedFlag flag(String code) {
    return new RaisedFlag(
        code,
        code.equals("incorrect_format") ? "core" : "probe",
        any(SEVERITIES),
        any(EXPLANATIONS),
        Map.of(any(List.of("license_key", "text_data")), "The field is required."));
  }

  private static RaisedFlag by(String check, RaisedFlag flag) {
    return new RaisedFlag(flag.code(), check, flag.severity(), flag.explanation(), flag.evidence());
  }

  private @Nullable String perhaps(List<String> values) {
    return random.nextInt(4) == 0 ? null : any(values);
  }
}
