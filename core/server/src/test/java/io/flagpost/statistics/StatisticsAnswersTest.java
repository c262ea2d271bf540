package io.flagpost.statistics;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.statistics.Overview.Bucket;
import io.flagpost.statistics.Overview.FlagCount;
import io.flagpost.statistics.Overview.Part;
import io.flagpost.statistics.Overview.Wish;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.testing.RunsBesideOthers;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random records and verdicts, counted by the real follower, and random questions about them: every
 * number of every answer is what a count over the records says, within a limit and without one.
 */
@Timeout(600)
@RunsBesideOthers
class StatisticsAnswersTest {
  private static final int QUESTIONS = Integer.getInteger("flagpost.statistics.questions", 25);
  private static final int RECORDS = 1_500;
  private static final int DAYS = 4;
  private static final int MOST_NAMES = 12;

  /** Of a sketch, in standard errors: one in millions is further off. */
  private static final int FAR = 5;

  private static final String COUNTS =
      "count(*) AS records, count(*) FILTER (WHERE cardinality(standing) > 0) AS flagged,"
          + " count(*) FILTER (WHERE NOT is_correct_format) AS incorrect,"
          + " count(*) FILTER (WHERE unknown_key) AS unknown_keys";

  private static final long SEED = Long.getLong("flagpost.statistics.seed", System.nanoTime());
  private static final Random RANDOM = new Random(SEED);

  private static RollupRig rig;
  private static Statistics statistics;
  private static RollupNode node;

  /** Questions, and how the truth is asked for. */
  private record Question(StatisticsRange range, String where, SqlCondition within) {
    /** The records of the time. */
    String records() {
      return "SELECT * FROM ("
          + Truth.LABELLED
          + ") AS l WHERE created_at >= '"
          + range.from()
          + "' AND created_at < '"
          + range.to()
          + "' AND "
          + where;
    }

    /** The records of all days that some of the time is of. */
    String recordsOfDays() {
      return "SELECT * FROM ("
          + Truth.LABELLED
          + ") AS l WHERE day BETWEEN '"
          + range.firstDay()
          + "' AND '"
          + range.lastDay()
          + "' AND "
          + where;
    }

    @Override
    public String toString() {
      return "seed " + SEED + ", " + range + ", " + where;
    }
  }

  @BeforeAll
  static void count() {
    rig = new RollupRig();
    rig.execute(
        "INSERT INTO check_catalog (id, checks) VALUES"
            + " ('catalog-1', '[{\"id\": \"one\", \"version\": \"1.0.0\"}]')");
    node =
        rig.node(
            new StatisticsSettings(Duration.ZERO, 200, Duration.ofSeconds(30), MOST_NAMES),
            100,
            new Random(RANDOM.nextLong()));
    statistics = node.statistics;
    List<UUID> stored = new ArrayList<>();
    RandomRecords verdicts = new RandomRecords(RANDOM, rig.now);
    while (stored.size() < RECORDS) {
      List<StoreRequest> some = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        Instant around = rig.now.minus(Duration.ofMinutes(RANDOM.nextInt(DAYS * 24 * 60)));
        some.add(new RandomRecords(RANDOM, around).record());
      }
      stored.addAll(rig.putAll(some));
      await(verdicts.verdicts(stored, 0).write(rig.pool));
    }
    rig.untilCounted();
  }

  @AfterAll
  static void close() {
    node.stop();
    rig.close();
  }

  @Test
  void everyNumberOfAnOverviewIsWhatACountOverTheRecordsSays() {
    for (int i = 0; i < QUESTIONS; i++) {
      Question question = question();
      boolean byHour = RANDOM.nextBoolean();
      Overview overview =
          await(
              statistics.overview(
                  new Wish(question.range(), byHour, EnumSet.allOf(Part.class)),
                  question.within()));
      assertTotals(question, overview);
      assertTrend(question, overview, byHour);
      assertPlaces(question, overview);
      assertNames(question, overview);
      assertFlags(question, overview);
      assertDistinct(question, overview);
      assertValues(question, overview);
    }
  }

  @Test
  void everyNumberOfATopListIsWhatACountOverTheRecordsSays() {
    for (int i = 0; i < QUESTIONS; i++) {
      Question question = question();
      int most = 1 + RANDOM.nextInt(8);
      TopLists top = await(statistics.top(question.range(), question.within(), most));
      assertLicenses(question, "activation_identifier", most, top.byActivations());
      assertLicenses(question, "user_identifier", most, top.byUsers());
      assertLicenses(question, "client_address", most, top.byAddresses());
      assertNames(question, "network_kind", "network_name", most, top.sources());
      assertNames(question, "key_kind", "key_name", most, top.inventedKeys());
    }
  }

  @Test
  void onlyWhatWasAskedForIsRead() {
    Question question = question();

    Overview overview =
        await(
            statistics.overview(
                new Wish(question.range(), false, EnumSet.of(Part.TOTALS)), question.within()));

    assertThat(overview.totals()).isNotNull();
    assertThat(overview.before()).isNotNull();
    assertThat(overview.trend()).isNull();
    assertThat(overview.distinct()).isNull();
    assertThat(overview.places()).isNull();
    assertThat(overview.values()).isNull();
  }

  @Test
  void itIsToldHowFarTheCountsGo() {
    Question question = question();

    Freshness freshness = await(statistics.top(question.range(), question.within(), 1)).freshness();

    assertThat(freshness.record()).isEqualTo(rig.number("SELECT last_value FROM telemetry_id_seq"));
    assertThat(freshness.verdict())
        .isGreaterThanOrEqualTo(rig.number("SELECT max(verdict_id) FROM verdict"));
    assertThat(freshness.receivedAt())
        .isEqualTo(DbTimestamps.of(row("SELECT max(created_at) AS at FROM telemetry"), "at"));
  }

  private static Question question() {
    Instant end = rig.now.plus(1, ChronoUnit.HOURS);
    Instant to = RANDOM.nextBoolean() ? end : end.minus(Duration.ofHours(RANDOM.nextInt(120)));
    Instant from = to.minus(Duration.ofMinutes(1 + RANDOM.nextInt(5 * 24 * 60)));
    StatisticsRange range = StatisticsRange.of(from, to, end);
    return switch (RANDOM.nextInt(4)) {
      case 0 -> new Question(range, "true", SqlCondition.TRUE);
      case 1 ->
          new Question(
              range,
              "product IN (1, 3)",
              SqlCondition.of("r.product = ANY ($1::bigint[])", (Object) new Long[] {1L, 3L}));
      case 2 ->
          new Question(
              range, "environment = 'staging'", SqlCondition.equal("r.environment", "staging"));
      default ->
          new Question(
              range,
              "product = 2 AND environment = 'production'",
              SqlCondition.equal("r.product", 2L)
                  .and(SqlCondition.equal("r.environment", "production")));
    };
  }

  private static void assertTotals(Question question, Overview overview) {
    assertThat(overview.totals())
        .as("%s", question)
        .isEqualTo(counts(row("SELECT " + COUNTS + " FROM (" + question.records() + ") AS r")));
    Question before = new Question(question.range().before(), question.where(), SqlCondition.TRUE);
    assertThat(overview.before())
        .as("before %s", question)
        .isEqualTo(counts(row("SELECT " + COUNTS + " FROM (" + before.records() + ") AS r")));
  }

  private static void assertTrend(Question question, Overview overview, boolean byHour) {
    String unit = byHour ? "hour" : "day";
    Map<Instant, Counts> expected = new HashMap<>();
    for (Row row :
        rows(
            "SELECT date_trunc('"
                + unit
                + "', created_at, 'UTC') AS at, "
                + COUNTS
                + " FROM ("
                + question.records()
                + ") AS r GROUP BY 1")) {
      expected.put(row.getOffsetDateTime("at").toInstant(), counts(row));
    }
    List<Bucket> trend = Objects.requireNonNull(overview.trend());
    Map<Instant, Counts> found = new HashMap<>();
    for (Bucket one : trend) {
      if (!one.counts().equals(Counts.NONE)) {
        found.put(one.at(), one.counts());
      }
    }
    assertThat(found).as("%s", question).isEqualTo(expected);
    ChronoUnit step = byHour ? ChronoUnit.HOURS : ChronoUnit.DAYS;
    for (int i = 1; i < trend.size(); i++) {
      assertThat(trend.get(i).at()).isEqualTo(trend.get(i - 1).at().plus(1, step));
    }
    assertThat(trend.get(0).at()).isEqualTo(question.range().from().truncatedTo(step));
  }

  private static void assertPlaces(Question question, Overview overview) {
    Overview.Places places = Objects.requireNonNull(overview.places());
    Map<Long, Counts> products = new HashMap<>();
    Map<String, Counts> environments = new HashMap<>();
    rows("SELECT product, " + COUNTS + " FROM (" + question.records() + ") AS r GROUP BY 1")
        .forEach(row -> products.put(row.getLong("product"), counts(row)));
    rows("SELECT environment, " + COUNTS + " FROM (" + question.records() + ") AS r GROUP BY 1")
        .forEach(row -> environments.put(row.getString("environment"), counts(row)));
    assertThat(places.products()).as("%s", question).isEqualTo(products);
    assertThat(places.environments()).as("%s", question).isEqualTo(environments);
  }

  private static void assertNames(Question question, Overview overview) {
    assertNames(
        question,
        "product",
        "version_kind",
        "version",
        Objects.requireNonNull(overview.versions()));
    assertNames(
        question,
        "0::bigint",
        "group_kind",
        "group_name",
        Objects.requireNonNull(overview.dataGroups()));
  }

  private static void assertNames(
      Question question,
      String product,
      String kind,
      String name,
      Overview.First<NamedCounts> found) {
    String query =
        "SELECT * FROM (SELECT "
            + product
            + " AS product, "
            + kind
            + " AS kind, "
            + name
            + " AS name, "
            + COUNTS
            + " FROM ("
            + question.records()
            + ") AS r GROUP BY 1, 2, 3) AS n ORDER BY records DESC, product, kind, name COLLATE \"C\"";
    List<NamedCounts> expected = new ArrayList<>();
    rows(query).forEach(row -> expected.add(NamedCounts.of(row)));
    assertThat(found.all()).as("%s", question).isEqualTo(expected.size());
    assertThat(found.items())
        .as("%s", question)
        .isEqualTo(expected.subList(0, Math.min(50, expected.size())));
  }

  private static void assertFlags(Question question, Overview overview) {
    String query =
        "SELECT flag, check_id, check_version, sum(count)::bigint AS records FROM ("
            + Truth.FLAGS.replace("BUCKET", "hour")
            + ") AS f WHERE hour >= '"
            + question.range().from()
            + "' AND hour < '"
            + question.range().to()
            + "' AND "
            + question.where()
            + " GROUP BY 1, 2, 3";
    List<FlagCount> expected = new ArrayList<>();
    rows(query)
        .forEach(
            row ->
                expected.add(
                    new FlagCount(
                        row.getString("flag"),
                        row.getString("check_id"),
                        row.getString("check_version"),
                        row.getLong("records"))));
    assertThat(overview.flags()).as("%s", question).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static void assertDistinct(Question question, Overview overview) {
    Row truth =
        row(
            "SELECT count(DISTINCT user_identifier) AS users,"
                + " count(DISTINCT activation_identifier) AS activations,"
                + " count(DISTINCT client_address) AS addresses,"
                + " count(DISTINCT license_key) AS licenses FROM ("
                + question.recordsOfDays()
                + ") AS r");
    Overview.Distinct distinct = Objects.requireNonNull(overview.distinct());
    assertAbout(question, distinct.users(), truth.getLong("users"), 0.0122);
    assertAbout(question, distinct.activations(), truth.getLong("activations"), 0.0122);
    assertAbout(question, distinct.addresses(), truth.getLong("addresses"), 0.0122);
    assertAbout(question, distinct.licenseKeys(), truth.getLong("licenses"), 0.0122);
  }

  private static void assertAbout(Question question, long found, long truth, double error) {
    assertThat((double) found)
        .as("%s", question)
        .isCloseTo((double) truth, within(0.5 + FAR * error * truth));
  }

  private static void assertValues(Question question, Overview overview) {
    String query =
        "SELECT group_kind, group_name, count(*) AS count, avg(v) AS mean, min(v) AS least,"
            + " max(v) AS greatest, array_agg(v ORDER BY v) AS sorted FROM (SELECT *,"
            + " numeric_data_single_value::float8 AS v FROM ("
            + question.records()
            + ") AS r WHERE numeric_data_single_value IS NOT NULL) AS n GROUP BY 1, 2"
            + " ORDER BY 3 DESC";
    List<Row> expected = rows(query);
    Overview.First<Overview.ValueStatistics> values = Objects.requireNonNull(overview.values());
    assertThat(values.all()).as("%s", question).isEqualTo(expected.size());
    assertThat(values.items()).hasSize(Math.min(10, expected.size()));
    long smallest = 0;
    for (Overview.ValueStatistics one : values.items()) {
      Row truth =
          expected.stream()
              .filter(
                  row ->
                      row.getString("group_name").equals(one.name())
                          && Label.Kind.of(row.getInteger("group_kind")).text().equals(one.kind()))
              .findFirst()
              .orElseThrow();
      assertThat(one.count()).as("%s", question).isEqualTo(truth.getLong("count"));
      assertThat(one.mean()).as("%s", question).isCloseTo(truth.getDouble("mean"), within(1e-6));
      assertThat(one.least()).as("%s", question).isEqualTo(truth.getDouble("least"));
      assertThat(one.greatest()).as("%s", question).isEqualTo(truth.getDouble("greatest"));
      Double[] sorted = truth.getArrayOfDoubles("sorted");
      assertPercentile(question, one.p50(), sorted, 0.5);
      assertPercentile(question, one.p95(), sorted, 0.95);
      assertPercentile(question, one.p99(), sorted, 0.99);
      smallest = one.count();
    }
    if (expected.size() > values.items().size()) {
      assertThat(expected.get(values.items().size()).getLong("count"))
          .as("%s: no other has more", question)
          .isLessThanOrEqualTo(smallest);
    }
  }

  private static void assertPercentile(
      Question question, double found, Double[] sorted, double share) {
    double truth = sorted[(int) Math.floor(share * (sorted.length - 1))];
    assertThat(found).as("%s", question).isCloseTo(truth, within(0.0101 * Math.abs(truth) + 1e-6));
  }

  /** The list itself, and that nobody else has more than it says. */
  private static void assertLicenses(
      Question question, String column, int most, TopLists.Licenses found) {
    String query =
        "SELECT product, key_kind, key_name, count(*) AS records,"
            + " count(*) FILTER (WHERE cardinality(standing) > 0) AS flagged,"
            + " min(created_at) AS first_at, max(created_at) AS last_at,"
            + " count(DISTINCT "
            + column
            + ") AS number, count(DISTINCT activation_identifier) AS activations,"
            + " count(DISTINCT user_identifier) AS users,"
            + " count(DISTINCT client_address) AS addresses FROM ("
            + question.recordsOfDays()
            + ") AS r WHERE key_kind IN (1, 2) GROUP BY 1, 2, 3";
    Map<String, Row> expected = new HashMap<>();
    rows(query)
        .forEach(
            row ->
                expected.put(
                    key(
                        row.getLong("product"),
                        row.getInteger("key_kind") == 1,
                        row.getString("key_name")),
                    row));
    assertThat(found.items().size()).isLessThanOrEqualTo(most);
    for (TopLists.License one : found.items()) {
      Row truth =
          Objects.requireNonNull(
              expected.remove(key(one.product(), one.isKnown(), one.key())),
              () -> question + ": " + one);
      assertNumber(question, one.activations(), truth.getLong("activations"));
      assertNumber(question, one.users(), truth.getLong("users"));
      assertNumber(question, one.addresses(), truth.getLong("addresses"));
      assertThat(one.records()).as("%s", question).isEqualTo(truth.getLong("records"));
      assertThat(one.flagged()).as("%s", question).isEqualTo(truth.getLong("flagged"));
      assertThat(one.first())
          .as("%s", question)
          .isEqualTo(truth.getOffsetDateTime("first_at").toInstant());
      assertThat(one.last())
          .as("%s", question)
          .isEqualTo(truth.getOffsetDateTime("last_at").toInstant());
    }
    for (Row other : expected.values()) {
      long number = other.getLong("number");
      assertThat(number - FAR * 0.0244 * number)
          .as("%s: %s", question, other.deepToString())
          .isLessThanOrEqualTo((double) found.othersAtMost());
    }
  }

  private static void assertNumber(Question question, TopLists.License.Distinct found, long truth) {
    if (found.isExact()) {
      assertThat(found.count()).as("%s", question).isEqualTo(truth);
    } else {
      assertAbout(question, found.count(), truth, 0.0244);
    }
  }

  private static String key(long product, boolean known, String key) {
    return product + " " + known + " " + key;
  }

  private static void assertNames(
      Question question, String kind, String name, int most, TopLists.Names found) {
    String query =
        "SELECT "
            + kind
            + " AS kind, "
            + name
            + " AS name, "
            + COUNTS
            + " FROM ("
            + question.recordsOfDays()
            + ") AS r GROUP BY 1, 2";
    Map<String, Counts> expected = new HashMap<>();
    long others = 0;
    for (Row row : rows(query)) {
      if (row.getInteger("kind") == 2) {
        expected.put(row.getString("name"), counts(row));
      } else if (row.getInteger("kind") == 3) {
        others = row.getLong("records");
      }
    }
    assertThat(found.others()).as("%s", question).isEqualTo(others);
    assertThat(found.items()).hasSize(Math.min(most, expected.size()));
    for (TopLists.Name one : found.items()) {
      Counts truth = Objects.requireNonNull(expected.get(one.name()), () -> question + ": " + one);
      assertThat(one.records()).as("%s", question).isEqualTo(truth.records());
      assertThat(one.flagged()).as("%s", question).isEqualTo(truth.flagged());
      assertThat(one.unknownKeys())
          .as("%s", question)
          .isEqualTo(kind.equals("network_kind") ? truth.unknownKeys() : null);
    }
    assertThat(found.items())
        .as("%s", question)
        .isSortedAccordingTo((a, b) -> Long.compare(b.records(), a.records()));
  }

  private static Counts counts(Row row) {
    return Counts.of(row);
  }

  private static Row row(String sql) {
    return rows(sql).get(0);
  }

  private static List<Row> rows(String sql) {
    List<Row> rows = new ArrayList<>();
    await(rig.pool.query(sql).execute()).forEach(rows::add);
    return rows;
  }
}
