package io.flagpost.robustness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.registry.DemoData;
import io.flagpost.telemetry.ingest.InboundRequest;
import io.flagpost.testing.Answer;
import io.flagpost.testing.RawConnection;
import io.flagpost.testing.RunningGateway;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever is sent with a usable API key is stored and answered. The requests follow from a seed,
 * which {@code -Dflagpost.fuzz.seed} sets; {@code -Dflagpost.fuzz.requests} says how many they are.
 */
class FuzzIT {
  private static final long SEED = Long.getLong("flagpost.fuzz.seed", 20_240_227L);

  /**
   * Some 250 of each kind, a dozen of each of the large ones, and 3,000 mixtures, of which {@code
   * BrokenRequestsTest} decodes 40,000 more.
   */
  private static final int REQUESTS = Integer.getInteger("flagpost.fuzz.requests", 6_000);

  private static final int GARBAGE = 1_000;
  private static final int CLIENTS = 24;
  private static final int PIPELINED = 4;
  private static final int UNFINISHED_MILLIS = 500;

  private static RunningGateway gateway;
  private static GatewayKey key;

  private final FuzzRequests requests = new FuzzRequests(SEED);
  private final Map<Integer, InboundRequest> sent = new HashMap<>();

  @BeforeAll
  static void start() throws Exception {
    gateway = RunningGateway.demo();
    key = GatewayKey.of(gateway.url());
  }

  @Test
  void everyBrokenRequestIsStoredOnceAndWhole() throws Exception {
    int before = countRecords();

    everyClient(this::sendUntilAllAreSent);

    Map<String, StoredRecord> stored = storedByKeyHash();
    for (Map.Entry<Integer, InboundRequest> entry : sent.entrySet()) {
      String name = name(entry.getKey());
      StoredRecord record = stored.get(sha256(idempotencyKey(entry.getKey())));
      if (record == null) {
        throw new AssertionError(name + " is not stored");
      }
      try {
        record.assertHolds(entry.getValue());
      } catch (AssertionError e) {
        throw new AssertionError(name + ": " + entry.getValue() + " became " + record, e);
      }
    }
    assertThat(sent).hasSize(REQUESTS);
    assertThat(stored.values().stream().filter(record -> record.rawBody() == null).count())
        .isBetween(REQUESTS / 50L, REQUESTS / 2L);
    assertThat(countRecords() - before).as("seed %d", SEED).isEqualTo(REQUESTS);
  }

  @Test
  void bytesThatAreHardlyHttpNeverBreakAnything() throws Exception {
    int before = countRecords();
    AtomicInteger next = new AtomicInteger();
    AtomicInteger accepted = new AtomicInteger();
    AtomicInteger unfinished = new AtomicInteger();

    everyClient(
        () -> {
          for (int i = next.getAndIncrement(); i < GARBAGE; i = next.getAndIncrement()) {
            sendGarbage(i, accepted, unfinished);
          }
          return null;
        });

    assertThat(countRecords() - before)
        .as("seed %d", SEED)
        .isBetween(accepted.get(), accepted.get() + unfinished.get());
    assertThat(accepted).hasPositiveValue();
  }

  private static void everyClient(Callable<Void> client) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<Void>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        running.add(clients.submit(client));
      }
      for (Future<Void> done : running) {
        done.get();
      }
    } finally {
      clients.shutdownNow();
    }
  }

  private Void sendUntilAllAreSent() throws IOException {
    try (RawConnection connection = new RawConnection(gateway.httpPort())) {
      for (List<Integer> batch = nextBatch(); !batch.isEmpty(); batch = nextBatch()) {
        ByteArrayOutputStream pipeline = new ByteArrayOutputStream();
        for (int number : batch) {
          pipeline.writeBytes(wireFormat(number, request(number)));
        }
        connection.send(pipeline.toByteArray());
        for (int number : batch) {
          Answer answer = connection.receive();
          int code = key.code(answer);
          assertThat(answer.status())
              .as("%s: %s", name(number), answer)
              .isEqualTo(code == 150 ? 403 : 200);
          assertThat(code).as(name(number)).isIn(830, 831, 150);
        }
      }
    }
    return null;
  }

  private synchronized List<Integer> nextBatch() {
    List<Integer> batch = new ArrayList<>();
    while (batch.size() < PIPELINED && sent.size() < REQUESTS) {
      batch.add(sent.size());
      sent.put(sent.size(), requests.next());
    }
    return batch;
  }

  private synchronized InboundRequest request(int number) {
    return sent.getOrDefault(number, new InboundRequest(null, null, "", new byte[0]));
  }

  private static byte[] wireFormat(int number, InboundRequest request) {
    StringBuilder head = new StringBuilder("POST /api/v1/send-telemetry-data");
    head.append(request.query().isEmpty() ? "" : "?" + request.query());
    head.append(" HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ").append(DemoData.API_KEY);
    head.append("\r\nIdempotency-Key: ").append(idempotencyKey(number));
    if (request.contentType() != null) {
      head.append("\r\nContent-Type: ").append(request.contentType());
    }
    if (request.contentEncoding() != null) {
      head.append("\r\nContent-Encoding: ").append(request.contentEncoding());
    }
    head.append("\r\nContent-Length: ").append(request.body().length).append("\r\n\r\n");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.toString().getBytes(ISO_8859_1));
    bytes.writeBytes(request.body());
    return bytes.toByteArray();
  }

  private static void sendGarbage(int number, AtomicInteger accepted, AtomicInteger unfinished)
      throws IOException {
    try (RawConnection client = new RawConnection(gateway.httpPort(), UNFINISHED_MILLIS)) {
      client.send(garbage(number)).send("\r\n\r\nGET / HTTP/1.0\r\n\r\n");
      while (true) {
        Answer answer = client.receive();
        assertThat(answer.status()).as("%s: %s", name(number), answer).isLessThan(500);
        if (answer.status() >= 200) {
          int code = key.code(answer);
          accepted.addAndGet(code == 830 || code == 831 || code == 150 ? 1 : 0);
        }
      }
    } catch (SocketTimeoutException waitsForMore) {
      unfinished.incrementAndGet();
    } catch (EOFException | SocketException closed) {
      // The server has said all that it had to say.
    }
  }

  private static byte[] garbage(int number) {
    Random random = new Random(SEED + number);
    byte[] bytes = new byte[random.nextInt(500)];
    random.nextBytes(bytes);
    if (number % 4 != 0) {
      bytes =
          wireFormat(
              REQUESTS + number,
              new InboundRequest("text/plain", null, "a=b", "data_type=text".getBytes(UTF_8)));
      for (int count = 1 + random.nextInt(4); count > 0; count--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
    }
    return bytes;
  }

  private static Map<String, StoredRecord> storedByKeyHash() throws SQLException {
    Map<String, StoredRecord> stored = new HashMap<>();
    try (Connection connection = gateway.database().connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT i.key_hash, t.* FROM idempotency i JOIN telemetry t USING (record_id)")) {
      while (rows.next()) {
        stored.put(HexFormat.of().formatHex(rows.getBytes("key_hash")), StoredRecord.of(rows));
      }
    }
    return stored;
  }

  private static int countRecords() throws SQLException {
    try (Connection connection = gateway.database().connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM telemetry")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static String name(int number) {
    return "request " + number + " of seed " + SEED;
  }

  private static String idempotencyKey(int number) {
    return "fuzz-" + SEED + "-" + number;
  }

  private static String sha256(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
