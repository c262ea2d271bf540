package io.flagpost.installation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.evidence.Evidence;
import io.flagpost.platform.database.UnpackedPostgres;
import io.flagpost.testing.Patience;
import io.flagpost.testing.RunsBesideOthers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first section of the operations guide, word for word but for the ports, from an empty
 * database to a blocked license and a rotated key.
 */
@Timeout(600)
@RunsBesideOthers
@Order(1) // it takes the longest
class FirstInstallationIT {
  private static final String SECTION = "Set up an installation";
  private static final JsonMapper JSON = new JsonMapper();
  private static final int CLIENTS = 4;
  private static final int ANSWERS_PER_KEY = 100;
  private static final long PAUSE_MILLIS = 10; // else nothing is left for the command

  @TempDir private Path folder;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private List<String> blocks = List.of();
  private String functions = "";
  private URI publicUrl = URI.create("http://127.0.0.1");
  private String adminUrl = "";
  private Shell shell;

  @BeforeEach
  void prepare() throws IOException {
    UnpackedPostgres.lendTo(folder.resolve("data"));
    int httpPort = freePort();
    int adminPort = freePort();
    RecordingRelay admin = new RecordingRelay(adminPort);
    opened.add(admin);
    publicUrl = URI.create("http://127.0.0.1:" + httpPort);
    adminUrl = admin.url();
    Map<String, String> environment = new HashMap<>();
    environment.put("FLAGPOST_DATA_DIR", folder.resolve("data").toString());
    environment.put("FLAGPOST_HTTP_PORT", Integer.toString(httpPort));
    environment.put("FLAGPOST_ADMIN_PORT", Integer.toString(adminPort));
    environment.put("FLAGPOST_URL", adminUrl);
    environment.put("FLAGPOST_PUBLIC_URL", publicUrl.toString());
    // Only an announcement can tell the gateway of a change within the time of this test.
    environment.put("FLAGPOST_REGISTRY_TTL", "1h");
    // No check may end up pending because the machine is busy.
    environment.put("FLAGPOST_CHECKS_DEADLINE", "20s");
    shell = new Shell(folder, environment);
    blocks = GuideScript.blocks(SECTION);
    functions = blocks.get(0).lines().findFirst().orElseThrow() + "\n";
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    if (Files.exists(folder.resolve("serve.log"))) {
      Evidence.log(folder.resolve("serve.log"));
    }
  }

  @Test
  void theGuidesCommandsSetUpAnInstallationThatServesItsCustomers() throws Exception {
    assertThat(blocks).hasSize(6);
    run(0); // the administrator, straight to the database
    startGateway(blocks.get(1));
    Evidence.secret("password", Files.readString(folder.resolve("admin-password")).strip());

    String setUp = run(2);
    assertThat(setUp).contains("10000");
    String apiKey = Files.readString(folder.resolve("api-key")).strip();
    Evidence.secret("key", apiKey);

    assertThat(run(3)).contains("valid under the given public key", "830");
    assertThat(lastRecord(apiKey).get("red_flags")).isEmpty();
    assertThat(lastRecord(apiKey).get("license_key_exists").asInt()).isEqualTo(1);

    assertThat(run(4)).contains("830");
    Patience.until(
        "the block is known",
        () -> {
          send(apiKey, "nonce-" + System.nanoTime());
          return lastRecord(apiKey).get("red_flags").toString().equals("[\"license_blocked\"]");
        });

    rotateUnderLoad(apiKey);
  }

  /**
   * Every answer verifies under a key that is listed at that moment, before, at and after the
   * switch.
   */
  private void rotateUnderLoad(String apiKey) throws Exception {
    Map<String, Integer> answersByKey = new ConcurrentHashMap<>();
    CountDownLatch stop = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    List<Future<?>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      String name = "load-" + i + "-";
      clients.add(
          threads.submit(
              () -> {
                for (int n = 0; !stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS); n++) {
                  HttpResponse<byte[]> answer = send(apiKey, name + n);
                  KeySet listed = KeySet.at(http, publicUrl);
                  String keyId = answer.headers().firstValue("Flagpost-Key-Id").orElseThrow();
                  JsonNode envelope = JSON.readTree(answer.body());
                  assertThat(envelope.get("private_key_used").asText()).isEqualTo("product");
                  assertThat(listed.verifies(keyId, envelope)).as("key %s", keyId).isTrue();
                  answersByKey.merge(keyId, 1, Integer::sum);
                }
                return null;
              }));
    }
    Patience.until("the first key has signed", () -> signedBy(answersByKey, 1));
    run(5);
    Patience.until("both keys have signed", () -> signedBy(answersByKey, 2));
    stop.countDown();
    threads.shutdown();
    for (Future<?> client : clients) {
      client.get();
    }
  }

  private static boolean signedBy(Map<String, Integer> answersByKey, int keys) {
    return answersByKey.values().stream().filter(count -> count >= ANSWERS_PER_KEY).count() >= keys;
  }

  private String run(int block) throws IOException, InterruptedException {
    String script = blocks.get(block);
    return shell.run(block == 0 ? script : functions + script);
  }

  private void startGateway(String command) throws Exception {
    Process process = shell.begin(functions + command, "serve.log");
    opened.add(
        () -> {
          // The gateway alone: it stops its PostgreSQL by itself, after everything else.
          process.children().forEach(ProcessHandle::destroy);
          if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            throw new AssertionError("The gateway does not stop");
          }
        });
    Patience.until(
        "the gateway is ready",
        () -> {
          String log = Files.readString(folder.resolve("serve.log"));
          assertThat(process.isAlive()).as(log).isTrue();
          return log.contains("Ready after");
        });
  }

  private HttpResponse<byte[]> send(String apiKey, String nonce) throws Exception {
    String body =
        "data_type=text&text_data=x&data_group=g&product_id=7&product_version=1.1.0"
            + "&user_identifier=ann&license_key=EDITOR-42&activation_identifier=machine-42&nonce="
            + nonce;
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(publicUrl.resolve("/api/v1/send-telemetry-data"))
                .header("Authorization", "Bearer " + apiKey)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    return Evidence.of(answer);
  }

  private JsonNode lastRecord(String apiKey) throws Exception {
    String query = "?license_key=EDITOR-42&per_page=1000";
    HttpResponse<byte[]> answer =
        Evidence.of(
            http.send(
                HttpRequest.newBuilder(publicUrl.resolve("/api/v1/get-telemetry-data" + query))
                    .header("Authorization", "Bearer " + apiKey)
                    .build(),
                BodyHandlers.ofByteArray()));
    JsonNode records = JSON.readTree(answer.body()).at("/response/data");
    return records.get(records.size() - 1);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
