package io.flagpost.installation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.DistributionProcess;
import io.flagpost.testing.Patience;
import io.flagpost.testing.RunsBesideOthers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The distribution as it is handed out, started as a process of its own. */
@Timeout(120)
@RunsBesideOthers
class DistributionIT {
  @TempDir private Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable DistributionProcess process;

  @AfterEach
  void stop() {
    if (process != null) {
      process.close();
    }
  }

  @Test
  void theDemoStartsFromNothingAnswersWhatItPrintsAndStopsOnSigterm() throws Exception {
    DistributionProcess demo = startDemo();
    assertThat(demo.readiness()).isEqualTo("{\"status\":\"accepting\"}");
    assertThat(sendAsPrinted().body()).startsWith("{\"response\":{\"code\":830,");
    List<ProcessHandle> postgres = demo.postgresql();

    demo.terminate();
    assertThat(demo.endsWithin(Duration.ofSeconds(5))).isTrue();
    assertThat(demo.exitCode()).isEqualTo(143);
    assertThat(postgres).isNotEmpty().noneMatch(DistributionProcess::isRunning);
  }

  @Test
  void aTakenPortIsNamedWithItsKey() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      DistributionProcess demo = start("demo", "--set=admin.port=" + taken.getLocalPort());

      assertThat(demo.exitCode()).isEqualTo(1);
      assertThat(demo.log())
          .contains("cannot have 127.0.0.1:" + taken.getLocalPort())
          .contains("set admin.port");
    }
  }

  @Test
  void anUnreachableDatabaseIsNamedAndWaitedFor() throws Exception {
    DistributionProcess node =
        start(
            "serve",
            "--set=database.url=postgresql://ann:geheim@127.0.0.1:1/flagpost",
            "--set=keys.kek=" + "07".repeat(32));

    Patience.until(
        "it says what it waits for",
        () -> node.log().contains("Nothing is accepted until PostgreSQL is there"));
    assertThat(node.log()).contains("PostgreSQL is away").doesNotContain("geheim");
    node.terminate();
    assertThat(node.exitCode()).isEqualTo(143);
  }

  @Test
  void aGivenDatabaseNeedsAGivenKeyEncryptionKey() throws Exception {
    DistributionProcess node =
        start("serve", "--set=database.url=postgresql://ann:geheim@127.0.0.1:1/flagpost");

    assertThat(node.exitCode()).isEqualTo(1);
    assertThat(node.log())
        .contains("FLAGPOST_KEYS_KEK_FILE")
        .doesNotContain("geheim", "PostgreSQL cannot be reached at");
  }

  private DistributionProcess startDemo() throws Exception {
    DistributionProcess demo = DistributionProcess.startDemoFromNothing(folder);
    process = demo;
    return demo;
  }

  private DistributionProcess start(String... command) throws IOException {
    DistributionProcess started = DistributionProcess.start(folder, command);
    process = started;
    return started;
  }

  /** Sends what the {@code curl} line of the banner sends, taken apart as a shell would. */
  private HttpResponse<String> sendAsPrinted() throws Exception {
    String line =
        Files.readAllLines(folder.resolve("log")).stream()
            .map(String::strip)
            .filter(text -> text.startsWith("curl "))
            .findFirst()
            .orElseThrow();
    assertThat(line).matches("[A-Za-z0-9 :/._=-]+"); // nothing that means something to a shell
    assertThat(line).matches("curl -sS \\S+( -d \\S+)+");
    List<String> words = List.of(line.split(" "));
    String body =
        words.stream().skip(3).filter(word -> !word.equals("-d")).collect(Collectors.joining("&"));
    return http.send(
        HttpRequest.newBuilder(URI.create(words.get(2)))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
