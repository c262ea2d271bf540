package io.flagpost.admin.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Reach;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.platform.database.SqlFailure;
import io.flagpost.platform.text.TimestampText;
import io.flagpost.statistics.LicenseDays;
import io.flagpost.telemetry.query.RecordConditions;
import io.flagpost.telemetry.query.RecordFilter;
import io.flagpost.telemetry.query.RecordSearch;
import io.flagpost.telemetry.record.TelemetryField;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code showTelemetryTimeline}: what there is about one license, activation, user or source.
 *
 * <p>Days of a license key come from the roll-ups, which have it all; whatever else is told is
 * counted over the newest records of some days, and it says over how many.
 */
final class TelemetryTimeline {
  private static final Duration USUALLY = Duration.ofDays(30);
  private static final int MOST_DAYS = 366;

  /** What is tried, in turn, when it takes too long: parts of the days that were asked for. */
  private static final long SHORTENED = 8;

  private static final Duration SHORTEST = Duration.ofHours(1);

  private static final Reach ROLLUPS = Reach.of("d.environment", "d.product");

  private final RecordSearch search;
  private final Clock clock;

  TelemetryTimeline(RecordSearch search, Clock clock) {
    this.search = search;
    this.clock = clock;
  }

  /** Of whom, and when. */
  private record Wanted(AdminRequest request, RecordFilter filter, Instant from, Instant to) {
    @Nullable String licenseKey() {
      return filter.fields().get(TelemetryField.LICENSE_KEY);
    }

    boolean isOfLicense() {
      return licenseKey() != null
          && filter.fields().size() == 1
          && filter.origin().network() == null;
    }

    Wanted shortened() {
      Duration length = Duration.between(from, to).dividedBy(SHORTENED);
      return new Wanted(request, filter, to.minus(length), to);
    }

    boolean isShort() {
      return Duration.between(from, to).compareTo(SHORTEST) <= 0;
    }

    SqlCondition records() {
      return RecordConditions.ofSender(filter.with(new RecordFilter.Times(from, to, null, null)))
          .and(TelemetrySearch.REACH.within(request.scope()));
    }
  }

  /** Performs {@code showTelemetryTimeline}. */
  Future<AdminAnswer> perform(AdminRequest request) {
    return Future.succeededFuture(request)
        .map(this::wanted)
        .compose(wanted -> search.read(client -> read(client, wanted)))
        .map(AdminAnswer::ok)
        .recover(failure -> Future.failedFuture(TelemetrySearch.problem(failure)));
  }

  private Wanted wanted(AdminRequest request) {
    RecordFilter filter = RecordFilters.of(request);
    List<FieldError> errors = new ArrayList<>();
    long subjects =
        Stream.of("license_key", "activation_identifier", "user_identifier", "address")
            .filter(name -> request.queryParameter(name).isPresent())
            .count();
    boolean ofActivation =
        request.queryParameter("license_key").isPresent()
            && request.queryParameter("activation_identifier").isPresent();
    if (subjects != (ofActivation ? 2 : 1)) {
      errors.add(
          new FieldError(
              "license_key",
              "or activation_identifier, user_identifier or address has to be given; an activation"
                  + " may be given with its license"));
    }
    Instant to = filter.times().receivedTo() == null ? now() : filter.times().receivedTo();
    Instant from =
        filter.times().receivedFrom() == null ? to.minus(USUALLY) : filter.times().receivedFrom();
    if (!from.isBefore(to) || Duration.between(from, to).toDays() > MOST_DAYS) {
      errors.add(new FieldError("from", "must lie before to, at most 366 days"));
    }
    if (!errors.isEmpty()) {
      throw new ProblemException(Problem.invalid(errors));
    }
    return new Wanted(request, filter, from, to);
  }

  /** Behind the last record that there may be. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
  }

  private Future<ObjectNode> read(SqlClient client, Wanted wanted) {
    return sightings(client, wanted)
        .compose(json -> withDays(client, wanted, json))
        .compose(
            json ->
                RegistryEntries.of(client, wanted.request().scope(), licenseKeys(wanted, json))
                    .map(
                        entries -> {
                          json.set("registry", entries);
                          return json;
                        }));
  }

  /** Of fewer days if those of all take too long. */
  private static Future<ObjectNode> sightings(SqlClient client, Wanted wanted) {
    return Sightings.read(client, wanted.records())
        .map(
            found -> {
              ObjectNode json = JsonNodeFactory.instance.objectNode();
              json.put("from", TimestampText.shortest(wanted.from()));
              json.put("to", TimestampText.shortest(wanted.to()));
              return json.<ObjectNode>setAll(found);
            })
        .recover(
            failure ->
                SqlFailure.of(failure).isCanceled() && !wanted.isShort()
                    ? sightings(client, wanted.shortened())
                    : Future.failedFuture(failure));
  }

  private Future<ObjectNode> withDays(SqlClient client, Wanted wanted, ObjectNode json) {
    return wanted.isOfLicense()
        ? rolledUp(client, wanted)
            .compose(
                days ->
                    days.isEmpty()
                        ? counted(client, wanted, json)
                        : Future.succeededFuture(put(json, "rollups", days)))
        : counted(client, wanted, json);
  }

  private static Future<List<SightedDay>> rolledUp(SqlClient client, Wanted wanted) {
    String environment = wanted.filter().origin().environment();
    SqlCondition limit = ROLLUPS.within(wanted.request().scope());
    LocalDate from = LocalDate.ofInstant(wanted.from(), ZoneOffset.UTC);
    LocalDate to = LocalDate.ofInstant(wanted.to().minusNanos(1), ZoneOffset.UTC).plusDays(1);
    return LicenseDays.read(
            client,
            environment == null
                ? limit
                : limit.and(SqlCondition.equal("d.environment", environment)),
            String.valueOf(wanted.licenseKey()),
            from,
            to)
        .map(
            days ->
                days.entrySet().stream()
                    .map(day -> new SightedDay(day.getKey(), day.getValue()))
                    .toList());
  }

  /** Of the same records as everything else. */
  private static Future<ObjectNode> counted(SqlClient client, Wanted wanted, ObjectNode json) {
    Instant from = Instant.parse(json.path("from").asText());
    Wanted looked = new Wanted(wanted.request(), wanted.filter(), from, wanted.to());
    return Sightings.days(client, looked.records()).map(days -> put(json, "records", days));
  }

  private static ObjectNode put(ObjectNode json, String source, List<SightedDay> days) {
    json.put("days_from", source);
    ArrayNode list = json.putArray("days");
    days.forEach(day -> day.addTo(list));
    return json;
  }

  /** The license that is asked for, or those that the sender was seen with. */
  private static Set<String> licenseKeys(Wanted wanted, ObjectNode json) {
    String asked = wanted.licenseKey();
    if (asked != null) {
      return Set.of(asked);
    }
    Set<String> seen = new TreeSet<>();
    for (JsonNode license : json.path(Sightings.LICENSES).path("items")) {
      seen.add(license.path("name").asText());
    }
    return seen;
  }
}
