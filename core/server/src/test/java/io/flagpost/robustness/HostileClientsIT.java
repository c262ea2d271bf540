package io.flagpost.robustness;

import static io.flagpost.testing.Patience.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.registry.DemoData;
import io.flagpost.testing.Answer;
import io.flagpost.testing.DistributionProcess;
import io.flagpost.testing.FaultTime;
import io.flagpost.testing.RawConnection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both listeners under clients that mean harm, of a gateway in a process of its own. In the
 * ordinary build for a moment: what is counted stays within its bounds and honest clients are
 * answered. In the long form also how long those wait. Its heap is small: what took more memory
 * than it may would end it.
 */
@Tag("fault")
class HostileClientsIT {
  private static final int MOMENT = 4;
  private static final boolean LONG = FaultTime.seconds(MOMENT) > MOMENT;
  private static final int CONNECTIONS = LONG ? 200 : 44;
  private static final long HALF_A_SECOND = TimeUnit.MILLISECONDS.toNanos(500);
  private static final double MIB = 1 << 20;

  /** Of the gateway, in MiB: what it takes beyond that ends it. */
  private static final int HEAP = 256;

  @TempDir private Path folder;
  private double mostHeap;

  @Test
  void thePublicListenerServesOthersMeanwhile() throws Exception {
    try (DistributionProcess demo = start()) {
      serve(demo, "http", demo.httpPort(), "/api/v1/public-key", "/api/v1/send-telemetry-data");
    }
  }

  @Test
  void soDoesTheAdminListener() throws Exception {
    try (DistributionProcess demo = start()) {
      serve(demo, "admin", demo.adminPort(), "/health/ready", "/admin/v1/login");
    }
  }

  private DistributionProcess start() throws Exception {
    return DistributionProcess.startDemo(
        folder,
        List.of("env", "JAVA_TOOL_OPTIONS=-Xmx" + HEAP + "m"),
        "--set",
        "checks.deadline=20s",
        "--set",
        "http.max-connections=2000");
  }

  private void serve(DistributionProcess demo, String listener, int port, String get, String post)
      throws Exception {
    GatewayKey key = GatewayKey.of(url(demo.httpPort()));
    Scrape metrics = new Scrape(url(demo.adminPort()));
    askForAll(demo, key); // warm
    List<Long> times = new ArrayList<>();
    long end;
    try (Hostility hostility = new Hostility(port, CONNECTIONS, get, post)) {
      end = System.nanoTime() + TimeUnit.SECONDS.toNanos(FaultTime.seconds(MOMENT));
      while (System.nanoTime() - end < 0 || !hostility.isAllDone()) {
        times.addAll(askForAll(demo, key));
        assertThatItIsBounded(metrics, listener);
      }
    }
    long over = System.nanoTime();

    until("nothing is left", () -> isOver(metrics, listener));
    long gone = System.nanoTime() - over;
    assertThat(askForAll(demo, key)).hasSize(3);
    assertThat(demo.log())
        .doesNotContain("OutOfMemory")
        .doesNotContain("LEAK")
        .doesNotContain(" ERROR ");
    report(listener, times, gone);
    if (LONG) {
      assertThat(percentile(times, 99)).isLessThan(HALF_A_SECOND);
      assertThat(gone).isLessThan(TimeUnit.SECONDS.toNanos(5));
    }
  }

  /** One of each; how long each took, a connection included. */
  private static List<Long> askForAll(DistributionProcess demo, GatewayKey key) throws Exception {
    return List.of(
        time(() -> key.code(ask(demo.httpPort(), record())) == 831),
        time(() -> ask(demo.adminPort(), get("/health/ready")).status() == 200),
        time(() -> ask(demo.adminPort(), get("/metrics")).status() == 200));
  }

  private static long time(Callable<Boolean> request) throws Exception {
    long begin = System.nanoTime();
    assertThat(request.call()).isTrue();
    return System.nanoTime() - begin;
  }

  private static Answer ask(int port, String request) throws IOException {
    try (RawConnection client = new RawConnection(port)) {
      return client.send(request).receive();
    }
  }

  private void assertThatItIsBounded(Scrape metrics, String listener) throws Exception {
    assertThat(metrics.value("flagpost_" + listener + "_connections")).isLessThan(2_000);
    assertThat(metrics.value("flagpost_" + listener + "_awaited_bytes"))
        .isLessThanOrEqualTo(66 * MIB);
    assertThat(metrics.value("flagpost_" + listener + "_admitted_bytes"))
        .isLessThanOrEqualTo(64 * MIB);
    mostHeap = Math.max(mostHeap, metrics.sum("jvm_memory_used_bytes{area=\"heap\""));
  }

  private static boolean isOver(Scrape metrics, String listener) throws Exception {
    String name = "flagpost_" + listener;
    return metrics.value(name + "_awaited_requests") == 0
        && metrics.value(name + "_awaited_bytes") == 0
        && metrics.value(name + "_admitted_requests") == 0
        && metrics.value(name + "_admitted_bytes") == 0
        && metrics.value(name + "_connections") <= 2; // this one's own among them
  }

  private void report(String listener, List<Long> times, long gone) {
    System.out.println(
        "hostile clients at "
            + listener
            + ": "
            + times.size()
            + " requests of others, p50 "
            + TimeUnit.NANOSECONDS.toMillis(percentile(times, 50))
            + " ms, p99 "
            + TimeUnit.NANOSECONDS.toMillis(percentile(times, 99))
            + " ms, longest "
            + TimeUnit.NANOSECONDS.toMillis(percentile(times, 100))
            + " ms; over after "
            + TimeUnit.NANOSECONDS.toMillis(gone)
            + " ms; at most "
            + Math.round(mostHeap / MIB)
            + " MiB of heap");
  }

  private static long percentile(List<Long> times, int percent) {
    List<Long> sorted = times.stream().sorted().toList();
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }

  private static URI url(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  }

  private static String record() {
    String body = "data_type=text&data_group=hostile";
    return String.join(
        "\r\n",
        "POST /api/v1/send-telemetry-data HTTP/1.1",
        "Host: x",
        "Authorization: Bearer " + DemoData.API_KEY,
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: " + body.length(),
        "",
        body);
  }
}
