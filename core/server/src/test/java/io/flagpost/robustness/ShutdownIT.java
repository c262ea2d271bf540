package io.flagpost.robustness;

import static io.flagpost.testing.Patience.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagpost.registry.DemoData;
import io.flagpost.testing.DistributionProcess;
import io.flagpost.testing.RawConnection;
import io.flagpost.testing.RunsBesideOthers;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a process in the middle of its work, in good order and not. */
@Tag("fault")
@RunsBesideOthers
class ShutdownIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GROUP = "shutdown";
  private static final int SIGN_OF_LIFE = 200;

  private static final String BODY =
      "data_type=text&data_group=" + GROUP + "&user_identifier=" + GROUP;

  /** What a process ends with whom SIGTERM has ended. */
  private static final int TERMINATED = 143;

  @TempDir private Path folder;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void aTerminatedProcessKeepsItsPromisesAndLeavesNothingRunning() throws Exception {
    List<String> promised;
    try (DistributionProcess demo = DistributionProcess.startDemo(folder)) {
      List<ProcessHandle> postgresql = demo.postgresql();
      try (Senders senders = sendTo(demo)) {
        demo.terminate();

        assertThat(demo.exitCode()).isEqualTo(TERMINATED);
        senders.awaitEnd();
        promised = senders.acceptedUsers();
      }
      assertThat(promised).hasSizeGreaterThanOrEqualTo(SIGN_OF_LIFE);
      assertThat(postgresql).isNotEmpty().noneMatch(DistributionProcess::isRunning);
      assertThat(demo.log()).doesNotContain("did not stop in good order");
    }

    assertPromisesKept(promised);
  }

  @Test
  void aKilledProcessHasKeptItsPromisesAndTheNextStartCleansUp() throws Exception {
    List<String> promised;
    List<ProcessHandle> postgresql;
    try (DistributionProcess demo = DistributionProcess.startDemo(folder);
        Senders senders = sendTo(demo)) {
      postgresql = demo.postgresql();
      demo.kill();
      demo.exitCode();
      senders.awaitEnd();
      promised = senders.acceptedUsers();
    }

    assertThat(promised).hasSizeGreaterThanOrEqualTo(SIGN_OF_LIFE);
    assertPromisesKept(promised);
    assertThat(postgresql).isNotEmpty().noneMatch(DistributionProcess::isRunning);
  }

  @Test
  void aRequestUnderWayIsAnsweredAndItsRecordKept() throws Exception {
    try (DistributionProcess demo =
            DistributionProcess.startDemo(folder, "--set", "shutdown.timeout=60s");
        RawConnection connection = new RawConnection(demo.httpPort())) {
      int port = demo.httpPort();
      GatewayKey key = GatewayKey.of(url(demo));
      sendHead(connection);

      demo.terminate();
      until("nobody is let in any more", () -> !isListening(port));

      assertThat(key.code(connection.send(BODY).receive())).isEqualTo(831);
      assertThat(demo.exitCode()).isEqualTo(TERMINATED);
    }

    assertPromisesKept(List.of(GROUP));
  }

  @Test
  void aSecondSignalEndsWhatTheFirstWouldWaitFor() throws Exception {
    try (DistributionProcess demo =
            DistributionProcess.startDemo(folder, "--set", "shutdown.timeout=10m");
        RawConnection connection = new RawConnection(demo.httpPort())) {
      int port = demo.httpPort();
      sendHead(connection);
      demo.terminate();
      until("nobody is let in any more", () -> !isListening(port));

      demo.terminate();

      assertThat(demo.exitCode()).isEqualTo(TERMINATED);
    }
  }

  /** Clients that have begun and go on until the process is gone. */
  private static Senders sendTo(DistributionProcess demo) throws Exception {
    Senders senders = new Senders(demo.httpPort(), GatewayKey.of(url(demo)), GROUP);
    until("records are taken", () -> senders.accepted() >= SIGN_OF_LIFE);
    senders.letGatewayVanish();
    return senders;
  }

  private static URI url(DistributionProcess demo) throws IOException {
    return URI.create("http://127.0.0.1:" + demo.httpPort());
  }

  /** Sends a request but for its body, and waits until it is under way. */
  private static void sendHead(RawConnection connection) throws IOException {
    connection.send(
        String.format(
            Locale.ROOT,
            """
        POST /api/v1/send-telemetry-data HTTP/1.1\r
        Host: x\r
        Authorization: Bearer %s\r
        Content-Type: application/x-www-form-urlencoded\r
        Content-Length: %d\r
        Expect: 100-continue\r
        \r
        """,
            DemoData.API_KEY,
            BODY.length()));
    assertThat(connection.receive().status()).isEqualTo(100);
  }

  private static boolean isListening(int port) throws IOException {
    try {
      new RawConnection(port).close();
      return true;
    } catch (ConnectException refused) {
      return false;
    }
  }

  /** Starts anew and reads: each record that was promised is there, and none is there twice. */
  private void assertPromisesKept(List<String> promised) throws Exception {
    try (DistributionProcess demo = DistributionProcess.startDemo(folder)) {
      until("it accepts", () -> demo.readiness().equals("{\"status\":\"accepting\"}"));
      Map<String, Integer> stored = new HashMap<>();
      JsonNode after = JSON.getNodeFactory().numberNode(0);
      while (!after.isNull()) {
        JsonNode page = read(demo, after.asLong());
        page.get("data")
            .forEach(
                record -> stored.merge(record.get("user_identifier").asText(), 1, Integer::sum));
        after = page.get("next_after_id");
      }

      assertThat(stored.keySet()).containsAll(promised);
      assertThat(stored.values()).allMatch(times -> times == 1);
      demo.terminate();
      assertThat(demo.exitCode()).isEqualTo(TERMINATED);
    }
  }

  private JsonNode read(DistributionProcess demo, long afterId) throws Exception {
    URI uri =
        URI.create(
            String.format(
                Locale.ROOT,
                "http://127.0.0.1:%d/api/v1/get-telemetry-data?data_group=%s&after_id=%d&per_page=1000",
                demo.httpPort(),
                GROUP,
                afterId));
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + DemoData.API_KEY).build();
    return JSON.readTree(http.send(request, BodyHandlers.ofString()).body()).get("response");
  }
}
