package io.flagpost.admin.transfer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.admin.transfer.TransferClient.Answer;
import io.flagpost.testing.Patience;
import io.flagpost.testing.RunsBesideOthers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that are slow, go away or come at the same time. */
@RunsBesideOthers
class SlowClientsTest {
  private static final String IMPORT = "licenses/import";
  private static final String COUNT = "SELECT count(*) FROM license";
  private static final String WAITING =
      """
      SELECT count(*) FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'""";
  private static final String IMPORTING =
      """
      SELECT count(*) FROM pg_stat_activity
       WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()""";

  private static TransferClient client;

  @BeforeAll
  static void start() {
    client =
        new TransferClient(new TransferSettings(1 << 30, 2, 100, 1 << 16, Duration.ofSeconds(20)));
  }

  @AfterAll
  static void stop() {
    client.close();
  }

  @BeforeEach
  void empty() {
    client.sql("DELETE FROM license");
  }

  @AfterEach
  void allWasGivenBack() throws Exception {
    Patience.until("no connection is in a transaction", () -> count(IMPORTING) == 0);
    assertThat(client.server.failures).isEmpty();
  }

  @Test
  void nothingStaysOfAnImportWhoseClientGoesAway() throws Exception {
    try (Socket socket = begin(1_000_000)) {
      socket.getOutputStream().write(lines(0, 1_000).getBytes(US_ASCII));
      Patience.until("the import is under way", () -> count(IMPORTING) == 1);
    }
    Patience.until("it is rolled back", () -> count(IMPORTING) == 0);
    assertThat(client.rows(COUNT)).containsExactly("0");
  }

  @Test
  void nothingStaysOfAnImportWhoseClientGoesAwayBeforeItsAnswer() throws Exception {
    client.csv(IMPORT, "license_key,product_id\nK-1,1\n");
    try (Connection other = client.database.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("UPDATE license SET note = 'N' WHERE license_key = 'K-1'");
      int before = client.server.connections();
      String content = "K-1,2\nK-2,1\n";
      try (Socket socket = begin(content.length())) {
        socket.getOutputStream().write(content.getBytes(US_ASCII));
        Patience.until("the import waits for the row", () -> count(WAITING) == 1);
      }
      Patience.until("the server has seen it", () -> client.server.connections() <= before);
      other.commit();
    }
    Patience.until("it is rolled back", () -> count(IMPORTING) == 0);
    assertThat(client.rows("SELECT product_id FROM license")).containsExactly("1");
  }

  @Test
  void aNodeTakesOnlySoManyImportsAtATime() throws Exception {
    try (Socket first = begin(1_000);
        Socket second = begin(1_000)) {
      Patience.until("both are under way", () -> count(IMPORTING) == 2);

      Answer third = client.csv(IMPORT, "license_key,product_id\nK-1,1\n");

      assertThat(third.status()).isEqualTo(503);
      assertThat(first.isConnected() && second.isConnected()).isTrue();
    }
    Patience.until(
        "there is room again",
        () -> client.csv(IMPORT, "license_key,product_id\nK-1,1\n").status() == 200);
  }

  @Test
  void twoImportsOfTheSameLicensesDoNotWaitForEachOther() throws Exception {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      numbers.add(i);
    }
    String forwards = lines(numbers, 1);
    Collections.reverse(numbers);
    String backwards = lines(numbers, 2);
    for (int round = 0; round < 2; round++) {
      CompletableFuture<Answer> one =
          CompletableFuture.supplyAsync(
              () -> client.csv(IMPORT, "license_key,product_id\n" + forwards));
      Answer other = client.csv(IMPORT, "license_key,product_id\n" + backwards);

      assertThat(List.of(one.get().status(), other.status())).containsExactly(200, 200);
    }
    assertThat(client.rows("SELECT count(*) FROM license GROUP BY product_id"))
        .containsExactly("2000");
  }

  @Test
  void aLicenseThatIsRevokedMeanwhileStaysRevoked() throws Exception {
    client.csv(IMPORT, "license_key,product_id\nK-1,1\nK-2,1\n");
    CompletableFuture<Answer> importing;
    try (Connection other = client.database.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("UPDATE license SET status = 'revoked' WHERE license_key = 'K-1'");
      importing =
          CompletableFuture.supplyAsync(
              () ->
                  client.csv(
                      IMPORT, "license_key,product_id,status\nK-1,2,active\nK-2,2,blocked\n"));
      Patience.until("the import waits for the row", () -> count(WAITING) == 1);
      other.commit();
    }
    assertThat(importing.get().errors())
        .containsExactly(
            "line 2, status: the license is revoked, which is final: it cannot become active");
    assertThat(client.rows("SELECT status FROM license ORDER BY license_key"))
        .containsExactly("revoked", "active");
  }

  @Test
  void aClientThatStopsSendingIsGivenUp() throws Exception {
    try (TransferClient hasty =
            new TransferClient(
                new TransferSettings(1 << 20, 1, 100, 1 << 16, Duration.ofMillis(300)));
        Socket socket = begin(hasty, 70_000_000)) {
      socket.getOutputStream().write(lines(0, 5).getBytes(US_ASCII));

      // Answered once the server has waited in vain for the rest, which takes its ten seconds.
      assertThat(new String(socket.getInputStream().readNBytes(12), US_ASCII))
          .isEqualTo("HTTP/1.1 408");
      assertThat(hasty.rows(COUNT)).containsExactly("0");
    }
  }

  private static int count(String query) {
    return Integer.parseInt(client.rows(query).get(0));
  }

  private static Socket begin(int length) throws IOException {
    return begin(client, length);
  }

  /** Sends the head of a request, and of its content the header line. */
  private static Socket begin(TransferClient to, int length) throws IOException {
    String header = "license_key,product_id\n";
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.server.port());
    socket
        .getOutputStream()
        .write(
            String.format(
                    Locale.ROOT,
                    "POST /admin/v1/licenses/import HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nContent-Length: %d\r\n\r\n%s",
                    length + header.length(),
                    header)
                .getBytes(US_ASCII));
    return socket;
  }

  private static String lines(int from, int to) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = from; i < to; i++) {
      numbers.add(i);
    }
    return lines(numbers, 1);
  }

  private static String lines(List<Integer> numbers, int product) {
    StringBuilder lines = new StringBuilder();
    for (int number : numbers) {
      lines.append("K-").append(number).append(',').append(product).append('\n');
    }
    return lines.toString();
  }
}
