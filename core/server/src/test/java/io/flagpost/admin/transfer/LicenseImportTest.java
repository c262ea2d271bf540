package io.flagpost.admin.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.admin.transfer.TransferClient.Answer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LicenseImportTest {
  private static final String IMPORT = "licenses/import";
  private static final String ALL =
      """
      SELECT concat_ws('|', license_key, product_id, environment, status,
             coalesce(to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '-'),
             coalesce(activation_limit::text, '-'), coalesce(reference, '-'), coalesce(note, '-'),
             revision)
        FROM license ORDER BY license_key""";

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
  void empty() {
    client.sql("DELETE FROM license");
    client.server.audited.clear();
  }

  @Test
  void csvMakesLicensesWhateverTheOrderOfTheColumns() {
    Answer answer =
        client.csv(
            IMPORT,
            """
            note,status,product_id,license_key,reference,activation_limit,expires_at,environment
            "Says ""hi"", twice\nand goes",blocked,2,K-1,R-1,3,2027-01-31T13:00:00.1234567+01:00,test
            ,,1,K-2,,,,
            """);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text())
        .isEqualTo(
            "{\"dry_run\":false,\"read\":2,\"created\":2,\"updated\":0,\"unchanged\":0,\"skipped\":0}");
    assertThat(client.rows(ALL))
        .containsExactly(
            "K-1|2|test|blocked|2027-01-31T12:00:00.123456|3|R-1|Says \"hi\", twice\nand goes|1",
            "K-2|1|production|active|-|-|-|-|1");
  }

  @Test
  void aKeyThatNoRecordCouldMeetIsRefusedWithItsLine() {
    Answer answer = client.csv(IMPORT, "license_key,product_id\nK-1,1\nK-2\u00a0,1\n K-3,1\n");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text())
        .contains("line 3, license_key")
        .contains("line 4, license_key")
        .contains("must not begin or end with white space");
    assertThat(client.rows(ALL)).isEmpty();
  }

  @Test
  void numbersAreWrittenInAsciiDigits() {
    Answer answer = client.csv(IMPORT, "license_key,product_id\nK-1,\u0661\n");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text()).contains("line 2, product_id");
  }

  @Test
  void ndjsonMakesLicensesAndBlankLinesAreLeftOut() {
    Answer answer =
        client.ndjson(
            IMPORT,
            """
            {"license_key":"K-1","product_id":1,"note":"\\u00e9\\ud83d\\ude00","activation_limit":0}

            {"product_id":2,"license_key":"K-2","expires_at":null,"status":"revoked"}
            """);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(client.rows(ALL))
        .containsExactly(
            "K-1|1|production|active|-|0|-|\u00e9\ud83d\ude00|1",
            "K-2|2|production|revoked|-|-|-|-|1");
  }

  @Test
  void oneEntryInTheAuditLogSaysWhatWasImportedButNoLicenseKey() {
    client.csv(IMPORT, "license_key,product_id\nSECRET-1,1\n");

    assertThat(client.server.audited)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.action()).isEqualTo("license.import");
              assertThat(String.valueOf(event.after()))
                  .isEqualTo(
                      "{\"read\":1,\"created\":1,\"updated\":0,\"unchanged\":0,\"skipped\":0,"
                          + String.format(
                              Locale.ROOT,
                              "\"format\":\"csv\",\"on_existing\":\"update\",\"sha256\":\"%s\"}",
                              sha256("license_key,product_id\nSECRET-1,1\n")));
            });
  }

  @Test
  void anUpdateKeepsWhatIsLeftOutAndClearsWhatIsEmpty() {
    client.csv(
        IMPORT,
        "license_key,product_id,status,reference,note,activation_limit\nK-1,1,blocked,R-1,N,5\n");

    client.csv(IMPORT, "license_key,product_id,note\nK-1,2,\n");
    assertThat(client.rows(ALL)).containsExactly("K-1|2|production|blocked|-|5|R-1|-|2");

    client.ndjson(IMPORT, "{\"license_key\":\"K-1\",\"product_id\":2,\"activation_limit\":null}");
    assertThat(client.rows(ALL)).containsExactly("K-1|2|production|blocked|-|-|R-1|-|3");
  }

  @Test
  void whatIsTheSameAlreadyIsNotTouched() {
    String file = "license_key,product_id,note\nK-1,1,N\nK-2,1,\n";
    client.csv(IMPORT, file);
    client.server.audited.clear();

    Answer again = client.csv(IMPORT, file);
    assertThat(again.json().path("unchanged").asInt()).isEqualTo(2);
    assertThat(client.server.audited).isEmpty();

    Answer other = client.csv(IMPORT, file.replace(",N", ",M") + "K-3,1,\n");
    assertThat(other.text())
        .contains("\"read\":3,\"created\":1,\"updated\":1,\"unchanged\":1,\"skipped\":0");
    assertThat(client.rows("SELECT revision FROM license ORDER BY license_key"))
        .containsExactly("2", "1", "1");
  }

  @Test
  void existingOnesAreSkippedOrRefusedIfThatIsAskedFor() {
    client.csv(IMPORT, "license_key,product_id\nK-1,1\n");
    String file = "license_key,product_id\nK-1,2\nK-2,1\n";

    Answer refused = client.csv(IMPORT + "?on_existing=fail", file);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.errors())
        .containsExactly("line 2, license_key: is that of a license that is there already");
    assertThat(client.rows("SELECT count(*) FROM license")).containsExactly("1");

    Answer skipped = client.csv(IMPORT + "?on_existing=skip", file);
    assertThat(skipped.text())
        .contains("\"created\":1,\"updated\":0,\"unchanged\":0,\"skipped\":1");
    assertThat(client.rows("SELECT product_id FROM license ORDER BY license_key"))
        .containsExactly("1", "1");
  }

  @Test
  void aDryRunReportsWhatItWouldDoAndDoesNothing() {
    client.csv(IMPORT, "license_key,product_id\nK-1,1\n");
    client.server.audited.clear();

    Answer answer = client.csv(IMPORT + "?dry_run=true", "license_key,product_id\nK-1,2\nK-2,1\n");

    assertThat(answer.text())
        .isEqualTo(
            "{\"dry_run\":true,\"read\":2,\"created\":1,\"updated\":1,\"unchanged\":0,\"skipped\":0}");
    assertThat(client.rows(ALL)).containsExactly("K-1|1|production|active|-|-|-|-|1");
    assertThat(client.server.audited).isEmpty();
    assertThat(client.csv(IMPORT + "?dry_run=true", "license_key,product_id\nK-3,9\n").status())
        .isEqualTo(422);
  }

  @Test
  void everyErrorIsReportedByItsLineAndNothingIsImported() {
    client.csv(
        IMPORT, "license_key,product_id,status,reference\nOLD,1,revoked,R-OLD\nK-0,1,active,R-0\n");

    Answer answer =
        client.csv(
            IMPORT,
            """
            license_key,product_id,status,reference,activation_limit,expires_at,environment
            K-1,1,active,R-1,1,2027-01-01T00:00:00Z,production
            K-2,9,active,R-2,,,
            K-1,1,active,R-3,,,
            K-4,x,activ,R-1,-1,2027-01-01,Prod
            K-5,1,active,R-0,,,
            K-6,1,active,R-1,,,
            OLD,1,active,R-OLD,,,
            ,1,active,,,,
            """);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.errors())
        .containsExactly(
            "line 3, product_id: there is no product 9",
            "line 4, license_key: is that of line 2 too",
            "line 5, product_id: must be a whole number from 1 to 9223372036854775807",
            "line 5, environment: must have 1 to 63 characters of a-z, 0-9, _ and -, and begin with a letter",
            "line 5, status: must be one of active, blocked, revoked",
            "line 5, expires_at: must be a time such as 2027-01-31T12:00:00Z",
            "line 5, activation_limit: must be a whole number from 0 to 2147483647",
            "line 6, reference: belongs to another license",
            "line 7, reference: is that of line 2 too",
            "line 8, status: the license is revoked, which is final: it cannot become active",
            "line 9, license_key: is missing");
    assertThat(answer.json().path("detail").asText())
        .isEqualTo("There are 11 errors; nothing was imported");
    assertThat(client.rows("SELECT count(*) FROM license")).containsExactly("2");
  }

  @Test
  void aThousandErrorsAreListedAndAllOfThemCounted() {
    StringBuilder file = new StringBuilder("license_key,product_id\n");
    for (int i = 0; i < 3_000; i++) {
      file.append("K-").append(i).append(i < 1_500 ? ",9\n" : ",x\n");
    }

    Answer answer = client.csv(IMPORT, file.toString());

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.errors()).hasSize(1_000);
    assertThat(answer.errors().get(0)).isEqualTo("line 2, product_id: there is no product 9");
    assertThat(answer.errors().get(999)).startsWith("line 1001, product_id");
    assertThat(answer.json().path("detail").asText())
        .isEqualTo("There are 3000 errors, the first 1000 are listed; nothing was imported");
  }

  @Test
  void anErrorInTheLastLineTakesEverythingBack() {
    StringBuilder file = new StringBuilder("license_key,product_id\n");
    for (int i = 0; i < 5_000; i++) {
      file.append("K-").append(i).append(",1\n");
    }

    Answer answer = client.csv(IMPORT, file + "LAST,9\n");

    assertThat(answer.errors()).containsExactly("line 5002, product_id: there is no product 9");
    assertThat(client.rows("SELECT count(*) FROM license")).containsExactly("0");
    assertThat(client.server.audited).isEmpty();
  }

  @Test
  void gzipIsUnpackedHoweverManyMembersItHas() {
    byte[] first = TransferClient.gzip("license_key,product_id\nK-1,1\nK-".getBytes(UTF_8));
    byte[] second = TransferClient.gzip("2,1\n".getBytes(UTF_8));
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);

    Answer answer = client.send(IMPORT, TransferClient.CSV, both, "gzip");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(client.rows("SELECT license_key FROM license ORDER BY 1"))
        .isEqualTo(List.of("K-1", "K-2"));
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
