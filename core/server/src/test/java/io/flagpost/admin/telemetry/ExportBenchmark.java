package io.flagpost.admin.telemetry;

import static io.flagpost.testing.Futures.await;

import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.telemetry.store.TestStores;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Vertx;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Locale;

/**
 * How fast a million records are exported: client, gateway's part and PostgreSQL on one machine.
 * Not part of the build. Run {@link #main} by hand, on the test class path, with {@code -Xmx256m}
 * and the number of records (a million if left out):
 *
 * <pre>java -Xmx256m -cp ... io.flagpost.admin.telemetry.ExportBenchmark 1000000</pre>
 *
 * <p>The heap is this whole process's: client and server together.
 */
public final class ExportBenchmark {
  /** Ids of today, a third of them flagged, as many texts as numbers. */
  private static final String FILL =
      """
      INSERT INTO telemetry (record_id, created_at, environment, api_key_id, client_address,
             product_id, user_identifier, license_key, activation_identifier, product_version,
             data_type, numeric_data_single_value, text_data, data_group, known_product_id,
             event_id, occurred_at, is_correct_format, license_key_exists, product_exists,
             product_version_exists, flagged, flags, pending, flag_details, catalog_id)
      SELECT encode(substring(int8send(d.millis) FROM 3) || '\\x7000'
               || substring(decode(md5(i::text), 'hex') FROM 1 FOR 8), 'hex')::uuid,
             to_timestamp(d.millis / 1000.0), 'production', 1, '198.51.100.' || i % 250,
             '1', 'user-' || i % 50000, 'LICENSE-' || i % 20000, md5(i::text), '5.2.' || i % 9,
             CASE WHEN i % 2 = 0 THEN 'text' ELSE 'numeric-single-value' END,
             CASE WHEN i % 2 = 0 THEN NULL ELSE (i % 1000)::text END,
             CASE WHEN i % 2 = 0 THEN repeat(md5(i::text), 3) END, 'group-' || i % 10, 1,
             gen_random_uuid(), to_timestamp(d.millis / 1000.0), true, true, true, true,
             i % 3 = 0, CASE WHEN i % 3 = 0 THEN '{unknown_license_key}'::text[] ELSE '{}' END,
             '{}', CASE WHEN i % 3 = 0 THEN '[{"code": "unknown_license_key"}]'::jsonb END, 'c'
        FROM generate_series(1, %d) AS i,
             LATERAL (SELECT (extract(epoch FROM date_trunc('day', now())) * 1000)::bigint + i)
               AS d (millis)""";

  private final HttpClient client = HttpClient.newHttpClient();
  private final int records;
  private final ExportServer server;

  private ExportBenchmark(int records, ExportServer server) {
    this.records = records;
    this.server = server;
  }

  /** Prints a line for each step. */
  public static void main(String[] arguments) throws Exception {
    int records = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
    Vertx vertx = Vertx.vertx();
    TestDatabase database = TestDatabase.create();
    PgTelemetryStore store =
        await(
            TestStores.open(
                vertx, database.connectOptions(), StoreSettings.DEFAULTS, Clock.systemUTC()));
    database.execute(FILL.replace("%d", Integer.toString(records)), "VACUUM ANALYZE telemetry");
    try (ExportServer server =
        new ExportServer(vertx, database.connectOptions(), List::of, ExportSettings.DEFAULTS)) {
      ExportBenchmark benchmark = new ExportBenchmark(records, server);
      for (int round = 0; round < 2; round++) {
        benchmark.fetch("format=ndjson", records);
        benchmark.fetch("format=csv", records);
        benchmark.fetch("format=csv&formulas=keep&column=license_key", records);
        benchmark.fetch("format=ndjson&red_flag=unknown_license_key", records / 3);
      }
    }
    await(store.close());
    await(vertx.close());
    System.exit(0);
  }

  private void fetch(String query, int expected) throws Exception {
    resetPeak();
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/?" + query);
    long begin = System.nanoTime();
    HttpResponse<InputStream> answer =
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
    long bytes = 0;
    byte[] block = new byte[1 << 16];
    try (InputStream body = answer.body()) {
      for (int read = body.read(block); read >= 0; read = body.read(block)) {
        bytes += read;
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%s: %d, %.1f s, %.0f of %d records/s, %d bytes, peak heap %d MiB%n",
        query,
        answer.statusCode(),
        seconds,
        expected / seconds,
        records,
        bytes,
        peak() >> 20);
  }

  private static void resetPeak() {
    System.gc();
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  private static long peak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }
}
