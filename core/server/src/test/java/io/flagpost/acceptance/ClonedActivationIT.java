package io.flagpost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.node.config.Mode;
import io.flagpost.testing.Commands;
import io.flagpost.testing.Patience;
import io.flagpost.testing.RunningGateway;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Copies of one activation, found out by the built-in checks behind the store. */
@Timeout(600)
class ClonedActivationIT {
  private static final String HONEST =
      """
      {"data_type":"text","text_data":"x","data_group":"g","product_id":"1",\
      "product_version":"1.0.1","user_identifier":"ann","api_key":"%s",\
      "license_key":"9cc2cc83-4c74-49f9-98f5-f0e1c1eb1541","activation_identifier":"%s",\
      "occurred_at":"%s","metadata":{"sequence":%d}}""";

  @TempDir private Path folder;

  @Test
  void twoCopiesOfTheSameGroupAreFoundOutAndFoundOutAgain() throws Exception {
    Map<String, String> settings = new HashMap<>(Commands.administrator());
    settings.put("checks.deadline", "20s");
    try (RunningGateway gateway = RunningGateway.start(Mode.DEMO, settings)) {
      Client client = Client.of(gateway);
      Commands commands = new Commands(folder);
      commands.signIn(gateway);
      Instant begin = Instant.now().minusSeconds(3600).truncatedTo(ChronoUnit.SECONDS);

      String twins = twinsOfOneGroup(client, gateway, begin);

      Patience.until("one of them is found out", () -> found(client, twins).size() == 1);
      List<JsonNode> both = client.read("activation_identifier", twins).records();
      assertThat(both).hasSize(2);
      assertThat(Client.flagsOf(both.get(0))).doesNotContain("cloned_activation");
      assertThat(Client.flagsOf(both.get(1))).contains("cloned_activation");
      assertThat(both.get(1).path("has_red_flags").asInt()).isEqualTo(1);

      JsonNode again =
          commands.json(
              String.format(
                  Locale.ROOT,
                  "recheck --plugin cloned-activation --from %s --to %s",
                  begin,
                  begin.plus(1, ChronoUnit.DAYS)));
      assertThat(again.path("records").asLong()).isGreaterThanOrEqualTo(2);
      assertThat(again.path("unchanged").asLong()).isEqualTo(again.path("records").asLong());
      assertThat(found(client, twins)).hasSize(1);
    }
  }

  /** Two records of one activation, sent together until both went into the same transaction. */
  private static String twinsOfOneGroup(Client client, RunningGateway gateway, Instant time)
      throws Exception {
    String[] activation = {""};
    Patience.until(
        "two records are in the same group",
        () -> {
          activation[0] = "twin-" + UUID.randomUUID();
          CompletableFuture<Integer> other =
              CompletableFuture.supplyAsync(() -> send(client, activation[0], time));
          int code = send(client, activation[0], time.plusSeconds(600));
          assertThat(List.of(code, other.join())).containsExactly(830, 830);
          return groups(gateway, activation[0]) == 1;
        });
    return activation[0];
  }

  /** The same number at another time: no honest copy counts like this. */
  private static int send(Client client, String activation, Instant occurredAt) {
    return client
        .ask(
            client.json(
                String.format(Locale.ROOT, HONEST, Fields.API_KEY, activation, occurredAt, 1)))
        .code();
  }

  private static List<JsonNode> found(Client client, String activation) {
    return client
        .read("activation_identifier", activation, "red_flag", "cloned_activation")
        .records();
  }

  private static long groups(RunningGateway gateway, String activation) throws SQLException {
    try (Connection connection = gateway.database().connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(DISTINCT xmin::text) FROM telemetry WHERE activation_identifier = '"
                    + activation
                    + "'")) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }
}
