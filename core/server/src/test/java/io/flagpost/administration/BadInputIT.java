package io.flagpost.administration;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.testing.AdminApi;
import io.flagpost.testing.AdminApi.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a request is said in a problem, with the field and the reason. */
class BadInputIT {
  private static final String IMPORT = "/admin/v1/licenses/import";
  private static final int A_PRODUCT = 501;

  private static AdminApi root;

  @BeforeAll
  static void signIn() {
    root = AdminGateway.administrator();
    Reply made = root.put("/admin/v1/products/" + A_PRODUCT, "{\"name\":\"Bad input\"}");
    assertThat(made.status()).as("%s", made).isIn(200, 201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"product_id\":501,\"colour\":\"red\"} | colour",
        "{\"product_id\":\"five\"} | product_id",
        "{\"product_id\":501.5} | product_id",
        "{\"product_id\":501,\"environment\":\"No Environment\"} | environment",
        "{\"product_id\":501,\"expires_at\":\"tomorrow\"} | expires_at",
        "{\"product_id\":501,\"activation_limit\":-1} | activation_limit",
        "{\"product_id\":501,\"product_id\":502} | product_id",
        "{} | product_id"
      })
  void aBodyThatBreaksTheDescriptionIsRefusedByField(String body, String field) {
    Reply reply = root.post("/admin/v1/licenses", body);

    assertProblem(reply, 400);
    assertThat(fields(reply)).anyMatch(named -> named.contains(field));
  }

  @Test
  void aValueThatIsTooLongIsRefused() {
    Reply reply =
        root.post(
            "/admin/v1/licenses",
            "{\"product_id\":501,\"license_key\":\"" + "x".repeat(256) + "\"}");

    assertProblem(reply, 400);
    assertThat(fields(reply)).containsExactly("license_key");
  }

  @Test
  void anImpossibleStateChangeIsAConflict() {
    String license = "/admin/v1/licenses/" + newLicense();
    assertThat(verb(license + "/revoke").status()).isEqualTo(200);

    Reply reply = verb(license + "/unblock");

    assertProblem(reply, 409);
  }

  @Test
  void aStaleRevisionIsRefusedAndNothingChanges() {
    String license = "/admin/v1/licenses/" + newLicense();
    String stale = root.get(license).header("ETag");
    assertThat(root.patch(license, "{\"note\":\"first\"}", "If-Match", stale).status())
        .isEqualTo(200);

    Reply reply = root.patch(license, "{\"note\":\"second\"}", "If-Match", stale);

    assertProblem(reply, 412);
    assertThat(root.get(license).json().get("note").asText()).isEqualTo("first");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "license_key,product_id\nBAD-OPEN,\"501\nBAD-NEXT,501\n",
        "license_key,product_id\nBAD-QUOTE,5\"0\"1\n",
        "license_key,license_key\nBAD-TWICE,501\n",
        "license_key,colour\nBAD-UNKNOWN,red\n",
        "license_key,product_id\nBAD-GOOD,501\nBAD-PRODUCT,99999\n",
        "license_key,product_id\nBAD-SAME,501\nBAD-SAME,501\n",
        "license_key,product_id,status\nBAD-STATUS,501,happy\n"
      })
  void aBrokenFileIsRefusedWholeAndNothingOfItStays(String csv) {
    Reply reply = upload(csv.getBytes(UTF_8));

    assertThat(reply.status()).as("%s", reply).isIn(400, 422);
    assertProblem(reply, reply.status());
    assertThat(fields(reply)).isNotEmpty();
    assertNothingStays();
  }

  @Test
  void otherEncodingsAreRefusedAndAByteOrderMarkIsNot() {
    byte[] utf16 = "license_key,product_id\nBAD-16,501\n".getBytes(UTF_16);
    byte[] latin1 = {
      'l', 'i', 'c', 'e', 'n', 's', 'e', '_', 'k', 'e', 'y', '\n', (byte) 0xE9, '\n'
    };
    assertProblem(upload(utf16), 400);
    assertProblem(upload(latin1), 400);
    assertNothingStays();

    Reply marked = upload("\uFEFFlicense_key,product_id\nMARKED-1,501\n".getBytes(UTF_8));
    assertThat(marked.status()).as("%s", marked).isEqualTo(200);
  }

  @Test
  void aLineOfTenMegabytesIsRefusedByItsNumber() {
    byte[] csv = ("license_key,product_id\nBAD-1,501\n" + "x".repeat(10 << 20)).getBytes(UTF_8);

    Reply reply = upload(csv);

    assertThat(reply.status()).as("%s", reply).isBetween(400, 422);
    assertThat(reply.toString()).contains("line 3");
    assertNothingStays();
  }

  @Test
  void aZipBombIsRefusedBeforeItUnfolds() throws IOException {
    byte[] bomb = bomb(300 << 20);

    assertProblem(
        root.call(
            "POST",
            IMPORT,
            BodyPublishers.ofByteArray(bomb),
            "Content-Type",
            "text/csv",
            "Content-Encoding",
            "gzip"),
        413);
    assertProblem(
        root.call(
            "POST",
            "/admin/v1/licenses",
            BodyPublishers.ofByteArray(bomb),
            "Content-Type",
            "application/json",
            "Content-Encoding",
            "gzip"),
        413);
    assertNothingStays();
  }

  private static void assertProblem(Reply reply, int status) {
    assertThat(reply.status()).as("%s", reply).isEqualTo(status);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    JsonNode problem = reply.json();
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("type").asText()).startsWith("urn:flagpost:problem:");
    assertThat(problem.get("title").asText()).isNotEmpty();
    problem.path("errors").forEach(error -> assertThat(error.get("reason").asText()).isNotEmpty());
  }

  private static List<String> fields(Reply reply) {
    List<String> fields = new ArrayList<>();
    reply.json().path("errors").forEach(error -> fields.add(error.get("field").asText()));
    return fields;
  }

  private static void assertNothingStays() {
    JsonNode found = root.get("/admin/v1/licenses?product_id=501&limit=1000").json().get("items");
    assertThat(found).noneMatch(license -> license.get("license_key").asText().startsWith("BAD-"));
  }

  private static long newLicense() {
    Reply made = root.post("/admin/v1/licenses", "{\"product_id\":501}");
    assertThat(made.status()).as("%s", made).isEqualTo(201);
    return made.json().get("id").asLong();
  }

  private static Reply verb(String target) {
    return root.call("POST", target, BodyPublishers.noBody());
  }

  private static Reply upload(byte[] csv) {
    return root.call("POST", IMPORT, BodyPublishers.ofByteArray(csv), "Content-Type", "text/csv");
  }

  private static byte[] bomb(int size) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      byte[] lines = new byte[1 << 16];
      Arrays.fill(lines, (byte) '\n');
      for (int written = 0; written < size; written += lines.length) {
        gzip.write(lines);
      }
    }
    return packed.toByteArray();
  }
}
