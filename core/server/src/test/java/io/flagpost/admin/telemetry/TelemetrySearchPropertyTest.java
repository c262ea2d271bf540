package io.flagpost.admin.telemetry;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.Scope;
import io.flagpost.telemetry.query.RecordSearch;
import io.flagpost.telemetry.query.SearchSettings;
import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.telemetry.store.TestStores;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Random searches over random records find what {@link PlainSearch} finds, in order, once. */
class TelemetrySearchPropertyTest {
  private static final int RECORDS = 300;
  private static final int DAYS = 4;
  private static final int SEARCHES = 250;

  private static final Random RANDOM = new Random(17);

  private static StoredSample sample;
  private static Vertx vertx;
  private static KeptRecords kept;
  private static PgTelemetryStore store;
  private static RecordSearch search;

  @BeforeAll
  static void fill() throws SQLException {
    sample = new StoredSample(RANDOM, Instant.now().truncatedTo(ChronoUnit.MILLIS));
    vertx = Vertx.vertx();
    TestDatabase database = TestDatabase.create();
    store =
        await(
            TestStores.open(
                vertx, database.connectOptions(), StoreSettings.DEFAULTS, Clock.systemUTC()));
    kept = new KeptRecords(database, store);
    kept.add(RECORDS, () -> sample.next(DAYS));
    search =
        RecordSearch.open(
            vertx,
            database.connectOptions(),
            "search",
            () -> List.of("later"),
            SearchSettings.DEFAULTS);
  }

  @AfterAll
  static void close() {
    await(search.close());
    await(store.close());
    await(vertx.close());
  }

  @Test
  void everyFilterMeansWhatItSaysInBothOrdersPageByPage() throws IOException {
    for (int i = 0; i < SEARCHES; i++) {
      Map<String, List<String>> query = filters();
      Scope scope = scope();
      boolean oldestFirst = RANDOM.nextBoolean();
      List<Long> expected = kept.matching(new PlainSearch(query), scope);
      if (!oldestFirst) {
        Collections.reverse(expected);
      }

      List<Long> found = all(query, scope, oldestFirst, 1 + RANDOM.nextInt(40));

      assertThat(found).as("%s %s", query, scope).isEqualTo(expected);
    }
  }

  @Test
  void whatComesMeanwhileChangesNoPageToCome() throws Exception {
    Map<String, List<String>> query = Map.of("environment", List.of("production"));
    List<Long> before = kept.matching(new PlainSearch(query), Scope.UNLIMITED);
    JsonNode newest = page(query, Scope.UNLIMITED, false, 5, null);
    JsonNode oldest = page(query, Scope.UNLIMITED, true, 5, null);

    kept.add(20, () -> sample.next(1));

    List<Long> downwards = ids(newest);
    downwards.addAll(rest(query, false, newest));
    List<Long> upwards = ids(oldest);
    upwards.addAll(rest(query, true, oldest));
    List<Long> after = kept.matching(new PlainSearch(query), Scope.UNLIMITED);
    assertThat(after).hasSizeGreaterThan(before.size());
    assertThat(upwards).isEqualTo(after);
    Collections.reverse(before);
    assertThat(downwards).isEqualTo(before);
  }

  private static List<Long> rest(
      Map<String, List<String>> query, boolean oldestFirst, JsonNode first) throws IOException {
    List<Long> found = new ArrayList<>();
    JsonNode page = first;
    while (page.path("next_cursor").isTextual()) {
      page = page(query, Scope.UNLIMITED, oldestFirst, 5, page.path("next_cursor").textValue());
      found.addAll(ids(page));
    }
    return found;
  }

  private static List<Long> all(
      Map<String, List<String>> query, Scope scope, boolean oldestFirst, int limit)
      throws IOException {
    List<Long> found = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      JsonNode page = page(query, scope, oldestFirst, limit, cursor);
      assertThat(page.path("items").size()).isLessThanOrEqualTo(limit);
      page.path("items").forEach(TelemetrySearchPropertyTest::assertAsKept);
      found.addAll(ids(page));
      cursor = page.path("next_cursor").textValue();
    } while (cursor != null);
    return found;
  }

  private static JsonNode page(
      Map<String, List<String>> filters,
      Scope scope,
      boolean oldestFirst,
      int limit,
      @Nullable String cursor)
      throws IOException {
    Map<String, List<String>> query = new HashMap<>(filters);
    query.put("limit", List.of(Integer.toString(limit)));
    query.put("sort", List.of(oldestFirst ? "id" : "-id"));
    if (cursor != null) {
      query.put("cursor", List.of(cursor));
    }
    return AskedTelemetry.body(
        await(new TelemetrySearch(search).perform(AskedTelemetry.request(scope, Map.of(), query))));
  }

  private static List<Long> ids(JsonNode page) {
    List<Long> ids = new ArrayList<>();
    page.path("items").forEach(item -> ids.add(item.path("id").asLong()));
    return ids;
  }

  /** A record is shown as it is searched. */
  private static void assertAsKept(JsonNode item) {
    Kept record = kept.of(item.path("id").asLong());
    assertThat(item.path("record_id").asText()).isEqualTo(record.record().recordId().toString());
    assertThat(texts(item.path("red_flags"))).isEqualTo(record.codes());
    assertThat(item.path("has_red_flags").asBoolean()).isEqualTo(!record.codes().isEmpty());
    Set<String> pending = record.pending();
    pending.addAll(KeptRecords.toCome(item.path("id").asLong()));
    assertThat(texts(item.path("pending_checks"))).isEqualTo(pending);
    assertThat(item.path("license_key").textValue())
        .isEqualTo(record.record().fields().licenseKey());
    assertThat(item.path("text_data").textValue()).isEqualTo(record.record().fields().textData());
  }

  private static Set<String> texts(JsonNode list) {
    Set<String> texts = new LinkedHashSet<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static Scope scope() {
    return new Scope(
        switch (RANDOM.nextInt(4)) {
          case 0 -> Set.of(1L);
          case 1 -> Set.of(1L, 2L, 9L);
          default -> null;
        },
        switch (RANDOM.nextInt(4)) {
          case 0 -> Set.of("production");
          case 1 -> Set.of("staging", "dev");
          default -> null;
        });
  }

  /** One to three filters. */
  private static Map<String, List<String>> filters() {
    Map<String, List<String>> query = new TreeMap<>();
    for (int i = RANDOM.nextInt(3); i >= 0; i--) {
      add(query, RANDOM.nextInt(23));
    }
    return query;
  }

  private static void add(Map<String, List<String>> query, int filter) {
    switch (filter) {
      case 0 -> one(query, "product_id", List.of("1", "2", "01", StoredSample.HOSTILE));
      case 1 -> one(query, "user_identifier", StoredSample.NAMES);
      case 2 -> one(query, "license_key", StoredSample.NAMES);
      case 3 -> one(query, "activation_identifier", StoredSample.NAMES);
      case 4 -> one(query, "product_version", StoredSample.VERSIONS);
      case 5 -> one(query, "data_type", StoredSample.TYPES);
      case 6 -> one(query, "data_group", StoredSample.NAMES);
      case 7 -> one(query, "event_id", kept.eventIds(RANDOM));
      case 8 -> one(query, "environment", List.of("production", "staging", "nowhere"));
      case 9, 10 -> one(query, "address", StoredSample.NETWORKS);
      case 11 -> one(query, "has_red_flags", List.of("true", "false"));
      case 12, 13 -> many(query, "red_flag", StoredSample.CODES);
      case 14 -> many(query, "severity", StoredSample.SEVERITIES);
      case 15, 16 -> {
        one(query, "check", StoredSample.CHECKS);
        if (RANDOM.nextBoolean()) {
          one(query, "check_version", StoredSample.CHECK_VERSIONS);
        }
      }
      case 17 -> one(query, "explanation", List.of("because", "50%", "$1", "machines"));
      case 18 -> one(query, "text", List.of("needle", "NEEDLES_", "%", "$1", "'", "hay"));
      case 19 -> one(query, "format_error", List.of("license_key", "text_data", "data_group"));
      case 20 -> one(query, "pending", List.of("true", "false"));
      case 21 -> many(query, "pending_check", StoredSample.PENDING);
      default -> {
        String prefix = RANDOM.nextBoolean() ? "" : "occurred_";
        query.put(prefix + "from", List.of(sample.moment(DAYS).toString()));
        if (RANDOM.nextBoolean()) {
          query.put(prefix + "to", List.of(sample.moment(DAYS).toString()));
        }
      }
    }
  }

  private static void one(Map<String, List<String>> query, String name, List<String> values) {
    query.put(name, List.of(sample.any(values)));
  }

  private static void many(Map<String, List<String>> query, String name, List<String> values) {
    query.put(
        name,
        RANDOM.nextBoolean()
            ? List.of(sample.any(values))
            : List.of(sample.any(values), sample.any(values)));
  }
}
