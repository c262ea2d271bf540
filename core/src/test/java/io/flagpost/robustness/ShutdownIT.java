package io.flagpost.robustness;

import static io.flagpost.testing.Patience.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagpost.registry.DemoData;
import io.flagpost.testing.DistributionProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a process in the middle of its work, in good order and not. */
class ShutdownIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GROUP = "shutdown";
  private static final int SIGN_OF_LIFE = 200;

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

    assertPromisesKept(promised);
    assertThat(postgresql).isNotEmpty().noneMatch(DistributionProcess::isRunning);
  }

  /** Clients that have begun and go on until the process is gone. */
  private static Senders sendTo(DistributionProcess demo) throws Exception {
    URI url = URI.create("http://127.0.0.1:" + demo.httpPort());
    Senders senders = new Senders(demo.httpPort(), GatewayKey.of(url), GROUP);
    until("records are taken", () -> senders.accepted() >= SIGN_OF_LIFE);
    senders.letGatewayVanish();
    return senders;
  }

  /** Starts anew and reads: each record that was promised is there, and none is there twice. */
  private void assertPromisesKept(List<String> promised) throws Exception {
    try (DistributionProcess demo = DistributionProcess.startDemo(folder)) {
      Map<String, Integer> stored = new HashMap<>();
      JsonNode after = JSON.getNodeFactory().numberNode(0);
      while (!after.isNull()) {
        JsonNode page = read(demo, after.asLong());
        page.get("data")
            .forEach(
                record -> stored.merge(record.get("user_identifier").asText(), 1, Integer::sum));
        after = page.get("next_after_id");
      }

      assertThat(promised).hasSizeGreaterThanOrEqualTo(SIGN_OF_LIFE);
      assertThat(stored.keySet()).containsAll(promised);
      assertThat(stored.values()).allMatch(times -> times == 1);
      demo.terminate();
      assertThat(demo.exitCode()).isEqualTo(TERMINATED);
    }
  }

  private JsonNode read(DistributionProcess demo, long afterId) throws Exception {
    URI uri =
        URI.create(
            "http://127.0.0.1:%d/api/v1/get-telemetry-data?data_group=%s&after_id=%d&per_page=1000"
                .formatted(demo.httpPort(), GROUP, afterId));
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + DemoData.API_KEY).build();
    return JSON.readTree(http.send(request, BodyHandlers.ofString()).body()).get("response");
  }
}
