package io.flagpost;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The distribution as it is handed out, started as a process of its own. */
@Timeout(120)
class DistributionIT {
  @TempDir private Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable Process process;

  @AfterEach
  void stop() throws InterruptedException {
    if (process != null && process.isAlive()) {
      process.destroy();
      process.waitFor(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void theDemoStartsStopsOnSigtermAndStartsAgainAfterAKill() throws Exception {
    int admin = startDemo();
    assertThat(ready(admin)).isEqualTo("{\"status\":\"accepting\"}");
    assertThat(sendAsPrinted().body()).startsWith("{\"response\":{\"code\":830,");
    long postgres = postmaster();

    Process demo = Objects.requireNonNull(process);
    demo.destroy();
    assertThat(demo.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(demo.exitValue()).isEqualTo(143);
    assertThat(isPostgres(postgres)).isFalse();

    startDemo();
    Objects.requireNonNull(process).destroyForcibly().waitFor();

    assertThat(ready(startDemo())).isEqualTo("{\"status\":\"accepting\"}");
  }

  @Test
  void aTakenPortIsNamedWithItsKey() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path log = start("demo", "--set=admin.port=" + taken.getLocalPort());

      assertThat(Objects.requireNonNull(process).waitFor(60, TimeUnit.SECONDS)).isTrue();

      assertThat(Objects.requireNonNull(process).exitValue()).isEqualTo(1);
      assertThat(log).content().contains("cannot have 127.0.0.1:" + taken.getLocalPort());
      assertThat(log).content().contains("set admin.port");
    }
  }

  @Test
  void anUnreachableDatabaseIsNamed() throws Exception {
    Path log = start("serve", "--set=database.url=postgresql://ann:geheim@127.0.0.1:1/flagpost");

    assertThat(Objects.requireNonNull(process).waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(Objects.requireNonNull(process).exitValue()).isEqualTo(1);
    assertThat(log).content().contains("PostgreSQL cannot be reached at").doesNotContain("geheim");
  }

  /** Starts the demo and waits until it says that it is ready; returns the admin port. */
  private int startDemo() throws Exception {
    Path log = start("demo");
    Process started = Objects.requireNonNull(process);
    while (!Files.readString(log).contains("Ctrl-C stops everything.")) {
      boolean ended = started.waitFor(50, TimeUnit.MILLISECONDS);
      assertThat(ended).as("%s", Files.readString(log)).isFalse();
    }
    String port = Files.readString(log).replaceAll("(?s).*127\\.0\\.0\\.1:(\\d+)/health.*", "$1");
    return Integer.parseInt(port);
  }

  private Path start(String... command) throws IOException {
    Path log = folder.resolve("log");
    ProcessBuilder builder =
        Program.process(command).directory(folder.toFile()).redirectOutput(log.toFile());
    builder.environment().put("FLAGPOST_DATA_DIR", folder.resolve("data").toString());
    builder.environment().put("FLAGPOST_HTTP_PORT", "0");
    builder.environment().put("FLAGPOST_ADMIN_PORT", "0");
    process = builder.start();
    return log;
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

  private String ready(int port) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/health/ready");
    HttpResponse<String> answer =
        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private long postmaster() throws IOException {
    Path file = folder.resolve("data").resolve("pg").resolve("data").resolve("postmaster.pid");
    return Long.parseLong(Files.readAllLines(file).get(0));
  }

  private static boolean isPostgres(long pid) {
    return ProcessHandle.of(pid).flatMap(handle -> handle.info().arguments()).isPresent();
  }
}
