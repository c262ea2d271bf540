package io.flagpost.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.bench.data.Database;
import io.flagpost.bench.data.KeptHistory;
import io.flagpost.bench.data.LagWatch;
import io.flagpost.bench.data.WideCounts;
import io.flagpost.bench.report.Report;
import io.flagpost.bench.report.Target;
import io.flagpost.bench.servers.Server;
import io.flagpost.bench.servers.Servers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How fast the gateway tells people what was received: every answer of the statistics, on a history
 * of so many records and on one with far more counts, asked for by one after the other.
 */
final class Answers {
  private static final double MOST_MILLIS = 50;
  private static final double PERCENTILE = 0.99;
  private static final int ANSWERS = 400;
  private static final int QUICK_ANSWERS = 20;
  private static final int WARM_UP = 200;
  private static final String STATISTICS = "/admin/v1/statistics";
  private static final Duration LONGEST_CATCH_UP = Duration.ofHours(1);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final JsonMapper JSON = new JsonMapper();

  private final Bench bench;
  private final Report report;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.HOURS);

  /**
   * @param bench its PostgreSQL is kept from run to run
   */
  Answers(Bench bench) {
    this.bench = bench;
    this.report = bench.report();
  }

  void measure() {
    long records = bench.settings().historyRows();
    KeptHistory history = new KeptHistory(bench.postgres(), records, Clock.systemUTC());
    report.section(String.format(Locale.ROOT, "Answers, with %,d records", records));
    boolean made = history.prepare(this::count);
    report.fact("records and their counts", made ? "made now" : "kept from an earlier run");
    String name = "answers";
    Database database = history.copy(name);
    try {
      measure(database, "ten days");
      WideCounts.fill(database);
      measure(database, "ninety days, all rows there can be");
    } finally {
      bench.postgres().drop(name);
    }
  }

  /** Has a gateway see all records once. */
  private void count(Database database) {
    try (Server gateway = bench.servers().gateway(database)) {
      long begin = System.nanoTime();
      while (!LagWatch.areStatesWritten(database)) {
        if (System.nanoTime() - begin > LONGEST_CATCH_UP.toNanos()) {
          throw new IllegalStateException(gateway.name() + " has not counted all records");
        }
        Pauses.pause(LOOK);
      }
    }
  }

  private void measure(Database database, String kind) {
    report.section("Statistics, " + kind);
    try (Server gateway = bench.servers().gatewayWithAdministrator(database)) {
      String origin = "http://127.0.0.1:" + gateway.adminPort();
      String token = signIn(origin);
      targets().forEach((what, target) -> measure(origin + target, token, what + ", " + kind));
    }
  }

  /** All parts of a page at once, and the lists, for each length of time. */
  private Map<String, String> targets() {
    Map<String, String> targets = new LinkedHashMap<>();
    for (int days : new int[] {1, 7, 30, 90, 365}) {
      String range = "?from=" + now.minus(Duration.ofDays(days));
      targets.put("statistics of " + days + " days", STATISTICS + range);
      targets.put("top lists of " + days + " days", STATISTICS + "/top" + range);
    }
    String range = "?from=" + now.minus(Duration.ofDays(90));
    targets.put("statistics of one product", STATISTICS + range + "&product_id=3");
    targets.put("top lists of one product", STATISTICS + "/top" + range + "&product_id=3");
    return targets;
  }

  private void measure(String url, String token, String what) {
    int number = bench.settings().quick() ? QUICK_ANSWERS : ANSWERS;
    for (int i = 0; i < Math.min(WARM_UP, number); i++) {
      ask(url, token);
    }
    double[] millis = new double[number];
    for (int i = 0; i < number; i++) {
      long begin = System.nanoTime();
      ask(url, token);
      millis[i] = (System.nanoTime() - begin) / 1e6;
    }
    Arrays.sort(millis);
    double p99 = millis[(int) Math.ceil(PERCENTILE * number) - 1];
    report.target(
        Target.of(what + ", p99, ms", "< 50", p99, p99 < MOST_MILLIS)
            .remark(String.format(Locale.ROOT, "half of them below %.1f", millis[number / 2])));
  }

  private void ask(String url, String token) {
    HttpResponse<byte[]> answer =
        send(
            HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + token)
                .build());
    if (answer.statusCode() != 200) {
      report.broken(url + " was answered with " + answer.statusCode());
    }
  }

  private String signIn(String origin) {
    String body =
        "{\"name\":\"" + Servers.ADMINISTRATOR + "\",\"password\":\"" + Servers.PASSWORD + "\"}";
    HttpResponse<byte[]> answer =
        send(
            HttpRequest.newBuilder(URI.create(origin + "/admin/v1/login"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    try {
      JsonNode login = JSON.readTree(answer.body());
      return login.path("access_token").asText();
    } catch (IOException e) {
      throw new IllegalStateException("cannot sign in: " + answer.statusCode(), e);
    }
  }

  private HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
