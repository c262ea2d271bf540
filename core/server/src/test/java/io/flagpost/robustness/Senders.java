package io.flagpost.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.registry.DemoData;
import io.flagpost.testing.Answer;
import io.flagpost.testing.RawConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that send one record after the other, each under a user identifier of its own and never
 * twice, and note what they are told.
 */
final class Senders implements AutoCloseable {
  private static final int CLIENTS = 8;

  private final int port;
  private final GatewayKey key;
  private final String group;
  private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
  private final List<Future<Void>> running = new ArrayList<>();
  private final Map<String, Integer> statusByUser = new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile boolean stopped;
  private volatile boolean mayVanish;

  /**
   * @param group the data group of every record
   */
  Senders(int port, GatewayKey key, String group) {
    this(port, key, group, CLIENTS);
  }

  /**
   * @param clients how many there are
   */
  Senders(int port, GatewayKey key, String group, int clients) {
    this.port = port;
    this.key = key;
    this.group = group;
    for (int i = 0; i < clients; i++) {
      running.add(threads.submit(this::send));
    }
  }

  /** How many records the gateway has promised to keep. */
  int accepted() {
    return accepted.get();
  }

  /** How many it has refused for the moment. */
  int refused() {
    return refused.get();
  }

  /** The users of the records that it has promised to keep. */
  List<String> acceptedUsers() {
    return statusByUser.entrySet().stream()
        .filter(entry -> entry.getValue() == 200)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** From now on a lost connection ends a client and is no failure. */
  void letGatewayVanish() {
    mayVanish = true;
  }

  /** Waits until every client has ended because the gateway is gone. */
  void awaitEnd() throws InterruptedException {
    for (Future<Void> client : running) {
      try {
        client.get();
      } catch (ExecutionException e) {
        throw new AssertionError(e.getCause());
      }
    }
  }

  /** Stops sending; an answer that broke a promise fails the test here. */
  void stop() throws InterruptedException {
    stopped = true;
    awaitEnd();
  }

  /** Stops without a look at what was answered last. */
  @Override
  public void close() {
    stopped = true;
    threads.shutdownNow();
  }

  private Void send() throws IOException {
    try (RawConnection connection = new RawConnection(port)) {
      while (!stopped) {
        String user = group + "-" + next.getAndIncrement();
        note(user, connection.send(request(user)).receive());
      }
    } catch (IOException gone) {
      if (!stopped && !mayVanish) {
        throw gone;
      }
    }
    return null;
  }

  private void note(String user, Answer answer) throws IOException {
    statusByUser.put(user, answer.status());
    if (answer.status() == 200) {
      assertThat(key.code(answer)).isEqualTo(831);
      accepted.incrementAndGet();
    } else {
      var envelope = key.verified(answer);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(envelope.at("/response/code").asInt()).isEqualTo(164);
      assertThat(envelope.get("retry_after").asInt()).isPositive();
      assertThat(answer.header("Retry-After")).isEqualTo(envelope.get("retry_after").asText());
      refused.incrementAndGet();
    }
  }

  private String request(String user) {
    String body = "data_type=text&data_group=" + group + "&user_identifier=" + user;
    return String.format(
        Locale.ROOT,
        """
        POST /api/v1/send-telemetry-data HTTP/1.1\r
        Host: x\r
        Authorization: Bearer %s\r
        Content-Type: application/x-www-form-urlencoded\r
        Content-Length: %d\r
        \r
        %s""",
        DemoData.API_KEY,
        body.length(),
        body);
  }
}
