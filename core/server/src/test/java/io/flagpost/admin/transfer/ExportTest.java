package io.flagpost.admin.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.admin.transfer.TransferClient.Answer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportTest {
  private static final String HEADER =
      "license_key,product_id,environment,status,expires_at,activation_limit,reference,note\r\n";
  private static final String LICENSES =
      """
      SELECT concat_ws('|', license_key, product_id, environment, status, expires_at::text,
             coalesce(activation_limit::text, '-'), coalesce(reference, '-'), coalesce(note, '-'))
        FROM license ORDER BY license_key""";
  private static final String ACTIVATIONS =
      """
      SELECT concat_ws('|', license_key, identifier, a.status)
        FROM activation a JOIN license l ON l.id = a.license_id ORDER BY 1""";

  private static TransferClient client;

  @BeforeAll
  static void start() {
    client =
        new TransferClient(
            new TransferSettings(1 << 20, 2, 3, 1 << 16, Duration.ofMinutes(1))); // small batches
  }

  @AfterAll
  static void stop() {
    client.close();
  }

  @BeforeEach
  void licenses() {
    client.sql("DELETE FROM license");
    client.sql(
        """
        INSERT INTO license (license_key, product_id, environment, status, expires_at,
                             activation_limit, reference, note, updated_at) VALUES
          ('K-1', 1, 'production', 'active', '2027-01-31T12:00:00.123456Z', 5, 'R-1',
           'Says "hi", twice', '2026-01-01Z'),
          ('K,2', 2, 'test', 'blocked', NULL, NULL, 'R"2', E'two\\nlines\\r\\nor three', '2026-01-01Z'),
          ('=1+1', 1, 'production', 'revoked', '2020-01-01Z', 2, '@x', '-2+3', '2026-06-01Z'),
          ('K 4', 1, 'production', 'active', NULL, NULL, NULL, E'\\u00e9\\U0001F600\\uFEFF #', '2026-06-01Z')
        """);
    client.sql(
        """
        INSERT INTO activation (license_id, identifier, status)
        SELECT id, unnest(ARRAY['m-1', 'm,"2', E'm\\n3']), unnest(ARRAY['active', 'inactive', 'active'])
          FROM license""");
  }

  @Test
  void csvIsQuotedWhereItHasToBeAndIsForMachines() {
    assertThat(client.get("licenses/export?product_id=1").text())
        .isEqualTo(
            HEADER
                + "K-1,1,production,active,2027-01-31T12:00:00.123456Z,5,R-1,\"Says \"\"hi\"\", twice\"\r\n"
                + "=1+1,1,production,revoked,2020-01-01T00:00:00Z,2,@x,-2+3\r\n"
                + "K 4,1,production,active,,,,\u00e9\ud83d\ude00\uFEFF #\r\n");
  }

  @Test
  void ndjsonHasAllMembersOnOneLine() {
    assertThat(client.get("licenses/export?format=ndjson&status=blocked").text())
        .isEqualTo(
            "{\"license_key\":\"K,2\",\"product_id\":2,\"environment\":\"test\",\"status\":\"blocked\","
                + "\"expires_at\":null,\"activation_limit\":null,\"reference\":\"R\\\"2\","
                + "\"note\":\"two\\nlines\\r\\nor three\"}\n");
  }

  @Test
  void filtersNarrowIt() {
    assertThat(keys("changed_since=2026-05-01T02:00:00%2B02:00")).containsExactly("=1+1", "K 4");
    assertThat(keys("environment=test")).containsExactly("\"K");
    assertThat(keys("product_id=1&status=active")).containsExactly("K-1", "K 4");
    assertThat(client.get("licenses/export?product_id=7").text()).isEqualTo(HEADER);
    assertThat(client.get("activations/export?product_id=2&status=inactive").text())
        .isEqualTo(
            """
            license_key,license_reference,identifier,status\r
            "K,2","R""2","m,""2",inactive\r
            """);
  }

  @Test
  void aFilterOfTheWrongKindIsRefused() {
    assertThat(client.get("licenses/export?changed_since=yesterday").status()).isEqualTo(400);
    assertThat(client.get("licenses/export?product_id=x").errors())
        .containsExactly("product_id: must be a product's number");
  }

  @ParameterizedTest
  @CsvSource({"csv,text/csv", "ndjson,application/x-ndjson"})
  void whatIsExportedCanBeImported(String format, String type) {
    List<String> licenses = client.rows(LICENSES);
    List<String> activations = client.rows(ACTIVATIONS);
    Answer exported = client.get("licenses/export?format=" + format);
    Answer exportedActivations = client.get("activations/export?format=" + format);

    assertThat(send("licenses/import", type, exported).text()).contains("\"unchanged\":4");
    client.sql("DELETE FROM license");
    assertThat(send("licenses/import", type, exported).text()).contains("\"created\":4");
    assertThat(send("activations/import", type, exportedActivations).text())
        .contains("\"created\":12");

    assertThat(client.rows(LICENSES)).isEqualTo(licenses);
    assertThat(client.rows(ACTIVATIONS)).isEqualTo(activations);
    assertThat(client.get("licenses/export?format=" + format).text().lines().sorted().toList())
        .isEqualTo(exported.text().lines().sorted().toList());
  }

  private static Answer send(String path, String type, Answer content) {
    return client.send(path, type, content.text().getBytes(UTF_8), "");
  }

  private static List<String> keys(String query) {
    return client
        .get("licenses/export?" + query)
        .text()
        .lines()
        .skip(1)
        .filter(line -> line.contains(","))
        .map(line -> line.substring(0, line.indexOf(',')))
        .collect(Collectors.toList());
  }
}
