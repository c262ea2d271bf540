package io.flagpost.admin.transfer;

import io.flagpost.testing.TestDatabase;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Random;

/**
 * How fast a million rows go in and out, client, gateway and PostgreSQL (with fsync) on one
 * machine. Not part of the build. Run {@link #main} by hand, on the test class path, with {@code
 * -Xmx512m} and the number of rows (a million if left out):
 *
 * <pre>java -Xmx512m -cp ... io.flagpost.admin.transfer.TransferBenchmark 1000000</pre>
 *
 * <p>The heap is this whole process's: client and gateway together.
 */
public final class TransferBenchmark {
  private final HttpClient client = HttpClient.newHttpClient();
  private final int rows;
  private final Path folder;

  private TransferBenchmark(int rows, Path folder) {
    this.rows = rows;
    this.folder = folder;
  }

  /** Prints a line for each step. */
  public static void main(String[] arguments) throws Exception {
    int rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
    Path folder = Files.createTempDirectory("transfer");
    new TransferBenchmark(rows, folder).run();
    System.exit(0);
  }

  private void run() throws Exception {
    Path csv = licensesAsCsv();
    Path ndjson = licensesAsNdjson();
    Path activations = activationsAsCsv();
    try (Registry first = new Registry()) {
      send(first, "licenses/import", csv, "text/csv");
      send(first, "licenses/import", csv, "text/csv");
      send(first, "activations/import", activations, "text/csv");
      fetch(first, "licenses/export?format=csv");
      fetch(first, "licenses/export?format=ndjson");
      fetch(first, "activations/export?format=csv");
    }
    try (Registry second = new Registry()) {
      send(second, "licenses/import", ndjson, "application/x-ndjson");
    }
  }

  private static final class Registry implements AutoCloseable {
    final TransferServer server;

    Registry() throws SQLException {
      TestDatabase database = TestDatabase.create();
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        statement.execute("INSERT INTO product (id, name) VALUES (1, 'One'), (2, 'Two')");
      }
      server = new TransferServer(database.connectOptions(), TransferSettings.DEFAULTS);
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private void send(Registry registry, String path, Path file, String type) throws Exception {
    resetPeak();
    long begin = System.nanoTime();
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(registry.server.uri(path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofFile(file))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    report("POST " + path + " " + type, begin, answer.statusCode() + " " + answer.body());
  }

  private void fetch(Registry registry, String path) throws Exception {
    resetPeak();
    URI uri = registry.server.uri(path);
    Path file = folder.resolve("export");
    long begin = System.nanoTime();
    HttpResponse<Path> answer =
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofFile(file));
    report("GET " + path, begin, answer.statusCode() + ", " + Files.size(file) + " bytes");
  }

  private void report(String step, long begin, String answer) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%s: %.1f s, %.0f rows/s, peak heap %d MiB; %s%n",
        step,
        seconds,
        rows / seconds,
        peak() >> 20,
        answer);
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

  private Path licensesAsCsv() throws IOException {
    Path file = folder.resolve("licenses.csv");
    Random random = new Random(1);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(
          "license_key,product_id,environment,status,expires_at,activation_limit,reference,note\r\n");
      for (int i = 0; i < rows; i++) {
        out.write(
            key(i, random) + ",1,production,active,2027-01-31T12:00:00Z,5,ORDER-" + i + ",\r\n");
      }
    }
    return file;
  }

  private Path licensesAsNdjson() throws IOException {
    Path file = folder.resolve("licenses.ndjson");
    Random random = new Random(1);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < rows; i++) {
        out.write(
            String.format(
                Locale.ROOT,
                "{\"license_key\":\"%s\",\"product_id\":1,\"environment\":\"production\",\"status\":\"active\",\"expires_at\":\"2027-01-31T12:00:00Z\",\"activation_limit\":5,\"reference\":\"ORDER-%d\"}%n",
                key(i, random),
                i));
      }
    }
    return file;
  }

  private Path activationsAsCsv() throws IOException {
    Path file = folder.resolve("activations.csv");
    Random random = new Random(2);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("license_reference,identifier,status\r\n");
      for (int i = 0; i < rows; i++) {
        out.write("ORDER-" + i + ",machine-" + Long.toHexString(random.nextLong()) + ",active\r\n");
      }
    }
    return file;
  }

  private static String key(int number, Random random) {
    return String.format(Locale.ROOT, "%08X-%08X-%08X", random.nextInt(), random.nextInt(), number);
  }
}
