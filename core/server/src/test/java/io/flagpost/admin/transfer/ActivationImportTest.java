package io.flagpost.admin.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.admin.transfer.TransferClient.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ActivationImportTest {
  private static final String IMPORT = "activations/import";
  private static final String ALL =
      """
      SELECT concat_ws('|', license_key, identifier, a.status, a.revision)
        FROM activation a JOIN license l ON l.id = a.license_id ORDER BY 1""";

  private static TransferClient client;

  @BeforeAll
  static void start() {
    client = new TransferClient(TransferSettings.DEFAULTS);
  }

  @AfterAll
  static void stop() {
    client.close();
  }

  @BeforeEach
  void licenses() {
    client.sql("DELETE FROM license");
    client.csv(
        "licenses/import",
        "license_key,product_id,reference,activation_limit\nK-1,1,R-1,2\nK-2,1,R-2,\n");
    client.server.audited.clear();
  }

  @Test
  void activationsNameTheirLicenseByItsKeyOrItsReference() {
    Answer answer =
        client.ndjson(
            IMPORT,
            """
            {"license_key":"K-1","identifier":"A","status":"inactive"}
            {"license_reference":"R-1","identifier":"B"}
            {"license_key":"K-2","license_reference":"R-2","identifier":"A"}
            {"license_key":"K-2","license_reference":null,"identifier":"C"}
            """);

    assertThat(answer.text())
        .isEqualTo(
            "{\"dry_run\":false,\"read\":4,\"created\":4,\"updated\":0,\"unchanged\":0,\"skipped\":0}");
    assertThat(client.rows(ALL))
        .containsExactly("K-1|A|inactive|1", "K-1|B|active|1", "K-2|A|active|1", "K-2|C|active|1");
    assertThat(client.server.audited)
        .singleElement()
        .satisfies(event -> assertThat(event.action()).isEqualTo("activation.import"));
  }

  @Test
  void aStatusThatIsThereIsChangedAndOneThatIsLeftOutIsKept() {
    client.csv(IMPORT, "license_key,identifier,status\nK-2,A,inactive\nK-2,B,inactive\n");

    Answer answer = client.csv(IMPORT, "license_key,identifier,status\nK-2,A,active\nK-2,B,\n");

    assertThat(answer.text()).contains("\"created\":0,\"updated\":1,\"unchanged\":1,\"skipped\":0");
    assertThat(client.rows(ALL)).containsExactly("K-2|A|active|2", "K-2|B|inactive|1");
  }

  @Test
  void existingOnesAreSkippedOrRefusedIfThatIsAskedFor() {
    client.csv(IMPORT, "license_key,identifier\nK-2,A\n");
    String file = "license_key,identifier,status\nK-2,A,inactive\nK-2,B,active\n";

    assertThat(client.csv(IMPORT + "?on_existing=fail", file).errors())
        .containsExactly("line 2, identifier: is that of an activation that is there already");
    assertThat(client.csv(IMPORT + "?on_existing=skip", file).text())
        .contains("\"read\":2,\"created\":1,\"updated\":0,\"unchanged\":0,\"skipped\":1");
    assertThat(client.rows(ALL)).containsExactly("K-2|A|active|1", "K-2|B|active|1");
  }

  @Test
  void everyErrorIsReportedByItsLineAndNothingIsImported() {
    Answer answer =
        client.csv(
            IMPORT,
            """
            license_key,license_reference,identifier,status
            K-9,,A,active
            ,R-9,A,active
            K-1,R-2,A,active
            ,,A,active
            K-2,,B,active
            ,R-2,B,active
            K-2,,,active
            K-2,,C,gone
            """);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.errors())
        .containsExactly(
            "line 2, license_key: names no license",
            "line 3, license_reference: names no license",
            "line 4, license_reference: is not that of the license of license_key",
            "line 5, license_key: is missing, and so is license_reference: one of them is needed",
            "line 7, identifier: is that of line 6 too, for the same license",
            "line 8, identifier: is missing",
            "line 9, status: must be one of active, inactive");
    assertThat(client.rows(ALL)).isEmpty();
  }

  @Test
  void noLicenseGetsMoreActiveOnesThanItMayHave() {
    client.csv(IMPORT, "license_key,identifier\nK-1,A\nK-1,B\n");
    String reason =
        ", identifier: is one more than the license may have active: its activation_limit is 2";

    assertThat(
            client
                .csv(
                    IMPORT, "license_key,identifier,status\nK-1,C,active\nK-1,D,inactive\nK-1,E,\n")
                .errors())
        .containsExactly("line 2" + reason, "line 4" + reason);
    assertThat(
            client
                .csv(IMPORT, "license_key,identifier,status\nK-1,A,inactive\nK-1,C,\nK-1,D,\n")
                .errors())
        .containsExactly("line 4" + reason);

    Answer swapped =
        client.csv(IMPORT, "license_key,identifier,status\nK-1,C,active\nK-1,A,inactive\n");
    assertThat(swapped.status()).isEqualTo(200);
    assertThat(client.rows(ALL))
        .containsExactly("K-1|A|inactive|2", "K-1|B|active|1", "K-1|C|active|1");
  }
}
