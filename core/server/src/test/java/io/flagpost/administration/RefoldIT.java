package io.flagpost.administration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.testing.AdminApi;
import io.flagpost.testing.AdminApi.Reply;
import io.flagpost.testing.Patience;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** States of the built-in checks that fold, made again over the admin API. */
@Timeout(300)
class RefoldIT {
  private static final String REFOLDS = "/admin/v1/refolds";
  private static final String LICENSE = "a-license-that-was-forgotten";

  private static AdminApi root;

  @BeforeAll
  static void signIn() {
    root = AdminGateway.administrator();
  }

  @Test
  void statesAreMadeAgainAndTheAuditLogHasItWithoutTheKey() throws Exception {
    JsonNode all = untilDone("{\"check\":\"cloned-activation\"}");
    assertThat(all.path("scope").asText()).isEqualTo("all");
    assertThat(all.path("shards")).hasSize(8);
    assertThat(all.path("requested_by").asText()).isEqualTo(AdminGateway.NAME);
    assertThat(all.path("ended_at").isTextual()).isTrue();

    JsonNode one =
        untilDone(
            "{\"check\":\"shared-license\",\"environment\":\"production\",\"license_key\":\""
                + LICENSE
                + "\"}");
    assertThat(one.path("scope").asText()).isEqualTo("key");

    assertThat(root.get(REFOLDS).json().path("items").findValuesAsText("id"))
        .contains(all.path("id").asText(), one.path("id").asText());
    JsonNode entry = audited(one);
    assertThat(entry.at("/after/check").asText()).isEqualTo("shared-license");
    assertThat(entry.at("/after/scope").asText()).isEqualTo("key");
    assertThat(entry.toString()).doesNotContain(LICENSE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"check\":\"no-such-check\"} | 404 | no-such-check",
        "{\"check\":\"clock-skew\"} | 422 | does not fold",
        "{\"check\":\"shared-license\",\"shard\":8} | 400 | shard",
        "{\"check\":\"shared-license\",\"license_key\":\"k\"} | 400 | environment",
        "{\"check\":\"shared-license\",\"environment\":\"production\",\"nonce\":\"n\"} | 400 | license_key",
        "{\"check\":\"shared-license\",\"product_id\":\"1\"} | 400 | product_id",
        "{} | 400 | check"
      })
  void whatCannotBeMadeAgainIsRefusedByName(String body, int status, String named) {
    Reply reply = root.post(REFOLDS, body);

    assertThat(reply.status()).as("%s", reply).isEqualTo(status);
    assertThat(reply.toString()).contains(named);
  }

  @Test
  void aRefoldThatNobodyAskedForIsNotFound() {
    assertThat(root.get(REFOLDS + "/987654321").status()).isEqualTo(404);
  }

  private static JsonNode untilDone(String body) throws Exception {
    Reply noted = root.post(REFOLDS, body);
    assertThat(noted.status()).as("%s", noted).isEqualTo(201);
    String location = noted.header("Location");
    Patience.until(
        "it is done", () -> root.get(location).json().path("state").asText().equals("done"));
    return root.get(location).json();
  }

  private static JsonNode audited(JsonNode refold) {
    JsonNode found =
        root.get("/admin/v1/audit?action=check.refold&target=refold/" + refold.path("id").asText())
            .json()
            .path("items");
    assertThat(found).hasSize(1);
    return found.get(0);
  }
}
