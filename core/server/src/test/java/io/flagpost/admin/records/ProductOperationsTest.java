package io.flagpost.admin.records;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.audit.AuditEvent;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProductOperationsTest {
  private static final String CHECKSUM = "e3".repeat(32);

  private static final Registrar REGISTRAR = new Registrar();

  @BeforeEach
  void clear() throws Exception {
    REGISTRAR.clear();
  }

  @AfterAll
  static void close() {
    REGISTRAR.close();
  }

  @Test
  void aProductIsMadeShownChangedAndDeleted() {
    AdminAnswer made =
        REGISTRAR.call("putProduct").path("id", 7).body("{'name': 'Seven'}").answer();
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.headers())
        .containsEntry("Location", "/admin/v1/products/7")
        .containsEntry("ETag", "\"1\"");

    JsonNode changed =
        REGISTRAR.call("updateProduct").path("id", 7).body("{'name': 'Sept'}").gives(200);
    assertThat(changed.path("revision").asInt()).isEqualTo(2);
    JsonNode shown = REGISTRAR.call("showProduct").path("id", 7).gives(200);
    assertThat(shown).isEqualTo(changed);
    assertThat(shown.path("name").asText()).isEqualTo("Sept");
    assertThat(shown.path("created_at").asText()).endsWith("Z");

    assertThat(REGISTRAR.call("deleteProduct").path("id", 7).answer().status()).isEqualTo(204);
    REGISTRAR.call("showProduct").path("id", 7).refused(404);
    REGISTRAR.call("deleteProduct").path("id", 7).refused(404);
    assertThat(REGISTRAR.audited)
        .extracting(AuditEvent::action)
        .containsExactly("product.create", "product.update", "product.delete");
    assertThat(REGISTRAR.audited).extracting(AuditEvent::target).containsOnly("product/7");
    assertThat(REGISTRAR.audited.get(0).before()).isNull();
    assertThat(Objects.requireNonNull(REGISTRAR.audited.get(1).before()).path("name").asText())
        .isEqualTo("Seven");
    assertThat(REGISTRAR.audited.get(2).after()).isNull();
  }

  @Test
  void aProductPutAgainIsUnchangedAndNotAudited() {
    REGISTRAR.call("putProduct").path("id", 7).body("{'name': 'Seven'}").gives(201);

    JsonNode again =
        REGISTRAR.call("putProduct").path("id", 7).body("{'name': 'Seven'}").gives(200);

    assertThat(again.path("revision").asInt()).isEqualTo(1);
    assertThat(REGISTRAR.audited).hasSize(1);
  }

  @Test
  void aStaleIfMatchIsRefusedWhateverIsAskedFor() {
    REGISTRAR.call("putProduct").path("id", 7).body("{'name': 'Seven'}").gives(201);
    REGISTRAR.call("updateProduct").path("id", 7).body("{'name': 'A'}").ifMatch(1).gives(200);

    REGISTRAR.call("updateProduct").path("id", 7).body("{'name': 'B'}").ifMatch(1).refused(412);
    REGISTRAR.call("putProduct").path("id", 7).body("{'name': 'B'}").ifMatch(1).refused(412);
    REGISTRAR.call("putProduct").path("id", 8).body("{'name': 'B'}").ifMatch(1).refused(412);
    REGISTRAR.call("deleteProduct").path("id", 7).ifMatch(1).refused(412);
    REGISTRAR.call("showProduct").path("id", 8).refused(404);
  }

  @Test
  void aProductWithLicensesStays() {
    REGISTRAR.license();

    assertThat(REGISTRAR.call("deleteProduct").path("id", 1).refused(409).detail())
        .contains("licenses");
    REGISTRAR.call("showProduct").path("id", 1).gives(200);
  }

  @Test
  void versionsBelongToTheirProductAndGoWithIt() {
    REGISTRAR.product(7);
    REGISTRAR
        .call("putVersion")
        .path("product_id", 7)
        .path("version", "1.0 beta/2")
        .body("{'checksums': ['" + CHECKSUM + "']}")
        .gives(201);
    REGISTRAR.call("putVersion").path("product_id", 7).path("version", "1.0").body("{}").gives(201);
    REGISTRAR
        .call("putVersion")
        .path("product_id", 8)
        .path("version", "1.0")
        .body("{}")
        .refused(404);

    JsonNode page = REGISTRAR.call("listVersions").path("product_id", 7).gives(200);
    assertThat(page.path("items"))
        .extracting(v -> v.path("version").asText())
        .containsExactly("1.0", "1.0 beta/2");
    assertThat(
            REGISTRAR
                .call("listVersions")
                .path("product_id", 7)
                .query("checksum", CHECKSUM)
                .gives(200)
                .path("items"))
        .hasSize(1);
    assertThat(REGISTRAR.call("listVersions").path("product_id", 8).gives(200).path("items"))
        .isEmpty();

    REGISTRAR.call("deleteProduct").path("id", 7).answer();
    REGISTRAR.call("showVersion").path("product_id", 7).path("version", "1.0").refused(404);
  }

  @Test
  void aVersionIsReplacedChangedAndDeleted() {
    REGISTRAR.product(7);
    String with = "{'checksums': ['" + CHECKSUM + "']}";
    REGISTRAR.call("putVersion").path("product_id", 7).path("version", "1").body(with).gives(201);
    int audited = REGISTRAR.audited.size();
    REGISTRAR.call("putVersion").path("product_id", 7).path("version", "1").body(with).gives(200);
    assertThat(REGISTRAR.audited).hasSize(audited);

    JsonNode replaced =
        REGISTRAR
            .call("putVersion")
            .path("product_id", 7)
            .path("version", "1")
            .body("{}")
            .gives(200);
    assertThat(replaced.path("checksums")).isEmpty();
    REGISTRAR
        .call("updateVersion")
        .path("product_id", 7)
        .path("version", "1")
        .body(with)
        .ifMatch(1)
        .refused(412);
    REGISTRAR
        .call("updateVersion")
        .path("product_id", 7)
        .path("version", "1")
        .body(with)
        .ifMatch(2)
        .gives(200);
    assertThat(REGISTRAR.lastAudited().target()).isEqualTo("product/7/version/1");
    REGISTRAR.call("deleteVersion").path("product_id", 7).path("version", "1").answer();
    REGISTRAR.call("deleteVersion").path("product_id", 7).path("version", "1").refused(404);
  }

  @Test
  void whatCannotBeStoredIsRefused() {
    assertThat(
            REGISTRAR
                .call("putProduct")
                .path("id", 7)
                .body("{'name': 'nothing\\u0000'}")
                .refused(400)
                .errors())
        .extracting(FieldError::field)
        .containsExactly("(body)");
    assertThat(REGISTRAR.audited).isEmpty();
  }
}
