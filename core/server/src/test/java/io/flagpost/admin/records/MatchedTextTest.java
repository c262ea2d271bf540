package io.flagpost.admin.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.telemetry.ingest.ColumnText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored to be compared with telemetry is met by what is sent. */
class MatchedTextTest {
  private static final Registrar REGISTRAR = new Registrar();
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LONGEST = 255;

  /** Blanks of every kind, what looks like one and is none, and what is longer than a unit. */
  private static final List<String> PIECES =
      List.of(
          " ",
          "\t",
          "\r\n",
          "\u0085",
          "\u00a0",
          "\u1680",
          "\u2007",
          "\u2028",
          "\u202f",
          "\u3000",
          "\ufeff",
          "\u200b",
          "\u001c",
          "k",
          "K",
          "\u0130",
          "e\u0301",
          "\ud83d\ude00",
          "\u0663");

  @BeforeEach
  void clear() throws Exception {
    REGISTRAR.clear();
    REGISTRAR.product(1);
  }

  @AfterAll
  static void close() {
    REGISTRAR.close();
  }

  @Test
  void whateverIsStoredIsMetByTheSameTextWhenItIsSent() {
    Random random = new Random(8);
    int taken = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int piece = random.nextInt(1, 6); piece > 0; piece--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      String value = text.toString();
      String sent = ColumnText.fit(ColumnText.trim(value), LONGEST);
      if (sent.equals(value)) {
        MatchedText.check("license_key", value);
        taken++;
      } else {
        assertThatThrownBy(() -> MatchedText.check("license_key", value))
            .isInstanceOf(ProblemException.class);
      }
    }
    assertThat(taken).isBetween(1_000, 19_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {" K", "K ", "K\u00a0", "\ufeffK", "K\n", "\u3000", "K\u2028"})
  void whiteSpaceAtTheEndsIsRefusedByEveryWayToStoreIt(String padded) {
    long license = REGISTRAR.license();
    JsonNode body = JsonNodeFactory.instance.objectNode().put("license_key", padded);

    expectRefusal(
        "license_key",
        REGISTRAR
            .call("createLicense")
            .body("{'product_id': 1, 'license_key': " + quoted(padded) + "}"));
    expectRefusal(
        "license_key", REGISTRAR.call("updateLicense").path("id", license).body(body.toString()));
    expectRefusal(
        "reference",
        REGISTRAR
            .call("putLicenseByReference")
            .path("reference", padded)
            .body("{'product_id': 1}"));
    expectRefusal(
        "identifier",
        REGISTRAR.call("putActivation").path("license_id", license).path("identifier", padded));
    expectRefusal(
        "version",
        REGISTRAR
            .call("putVersion")
            .path("product_id", 1)
            .path("version", padded)
            .body("{'checksums': []}"));
    for (String kind : List.of("user", "activation")) {
      expectRefusal(
          "value",
          REGISTRAR
              .call("createBlock")
              .body("{'kind': '" + kind + "', 'value': " + quoted(padded) + "}"));
    }
  }

  @Test
  void rowsOfEarlierVersionsLoseTheirWhiteSpaceWhereThatIsFree() throws Exception {
    REGISTRAR.execute(
        """
        INSERT INTO license (license_key, reference, product_id)
        VALUES (E' A\u00a0', E'r\t', 1), ('B', NULL, 1), ('B ', NULL, 1), (' C', NULL, 1),
               ('C ', NULL, 1), ('D E', NULL, 1), (E'\u3000', NULL, 1);
        INSERT INTO activation (license_id, identifier)
        SELECT id, each FROM license, unnest(ARRAY['i ', 'j']) each WHERE license_key = 'B';
        INSERT INTO product_version (product_id, version) VALUES (1, E'1.0\\r\\n'), (1, '2.0');
        INSERT INTO block_list (kind, identifier)
        VALUES ('user', E'\ufeffu'), ('activation', 'a '), ('activation', 'a')""");

    REGISTRAR.execute(migration("V15__white_space.sql"));

    Map<String, Long> expected =
        Map.of(
            "license WHERE license_key IN ('A', 'B', 'B ', 'C', 'C ', 'D E', E'\u3000')", 7L,
            "license WHERE license_key = 'A' AND reference = 'r' AND revision = 3", 1L,
            "license WHERE revision > 1", 2L,
            "activation WHERE identifier IN ('i', 'j')", 2L,
            "product_version WHERE version IN ('1.0', '2.0')", 2L,
            "block_list WHERE identifier IN ('u', 'a', 'a ')", 3L);
    for (Map.Entry<String, Long> each : expected.entrySet()) {
      assertThat(REGISTRAR.count("SELECT count(*) FROM " + each.getKey()))
          .as(each.getKey())
          .isEqualTo(each.getValue());
    }
  }

  private static void expectRefusal(String field, Registrar.Call call) {
    Problem problem = call.refused(400);
    assertThat(problem.errors()).extracting(FieldError::field).containsExactly(field);
    assertThat(problem.errors().get(0).reason()).contains("white space");
  }

  private static String quoted(String text) {
    return JSON.getNodeFactory().textNode(text).toString();
  }

  private static String migration(String name) throws IOException {
    try (InputStream file = MatchedTextTest.class.getResourceAsStream("/db/migration/" + name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
