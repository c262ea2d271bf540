package io.flagpost.admin.records;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.audit.AuditEvent;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LicenseOperationsTest {
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
  void aLicenseIsMadeWithDefaultsAndAKeyToReadOut() {
    REGISTRAR.product(1);
    AdminAnswer made = REGISTRAR.call("createLicense").body("{'product_id': 1}").answer();
    JsonNode license = Registrar.body(made);

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.headers())
        .containsEntry("Location", "/admin/v1/licenses/" + license.path("id").asLong());
    assertThat(license.path("license_key").asText())
        .matches("[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){4}");
    assertThat(license.path("status").asText()).isEqualTo("active");
    assertThat(license.path("environment").asText()).isEqualTo("production");
    assertThat(license.path("reference").isNull()).isTrue();
    assertThat(license.path("activation_limit").isNull()).isTrue();
    assertThat(REGISTRAR.call("showLicense").path("id", license.path("id").asLong()).gives(200))
        .isEqualTo(license);
  }

  @Test
  void theAuditLogKeepsNoLicenseKey() {
    REGISTRAR.product(1);
    REGISTRAR
        .call("createLicense")
        .body("{'product_id': 1, 'license_key': 'ABCDE-FGHIJ-KLMNO-PQRST'}")
        .gives(201);

    assertThat(Objects.requireNonNull(REGISTRAR.lastAudited().after()).path("license_key").asText())
        .isEqualTo("***QRST");
  }

  @Test
  void aLicenseIsChangedInPartAndDeletedWithItsActivations() throws Exception {
    long id = REGISTRAR.license();
    JsonNode changed =
        REGISTRAR
            .call("updateLicense")
            .path("id", id)
            .body(
                "{'expires_at': '2030-01-01T01:00:00.1234567+01:00', 'note': 'n', 'activation_limit': 3}")
            .ifMatch(1)
            .gives(200);
    assertThat(changed.path("expires_at").asText()).isEqualTo("2030-01-01T00:00:00.123456Z");
    assertThat(changed.path("revision").asInt()).isEqualTo(2);
    REGISTRAR
        .call("updateLicense")
        .path("id", id)
        .body("{'expires_at': '2030-01-01T00:00:00.123456Z'}")
        .gives(200);
    assertThat(REGISTRAR.count("SELECT revision FROM license")).isEqualTo(2);
    REGISTRAR.call("updateLicense").path("id", id).body("{'note': null}").ifMatch(1).refused(412);
    assertThat(
            REGISTRAR
                .call("updateLicense")
                .path("id", id)
                .body("{'note': null, 'expires_at': null}")
                .gives(200)
                .path("expires_at")
                .isNull())
        .isTrue();

    REGISTRAR.call("putActivation").path("license_id", id).path("identifier", "a").gives(201);
    assertThat(REGISTRAR.call("deleteLicense").path("id", id).answer().status()).isEqualTo(204);
    assertThat(REGISTRAR.count("SELECT count(*) FROM activation")).isZero();
    REGISTRAR.call("showLicense").path("id", id).refused(404);
  }

  @Test
  void whatIsTakenIsNamed() {
    REGISTRAR.product(1);
    REGISTRAR
        .call("createLicense")
        .body("{'product_id': 1, 'license_key': 'k', 'reference': 'r'}")
        .gives(201);
    long other = REGISTRAR.license();

    assertField(
        REGISTRAR.call("createLicense").body("{'product_id': 1, 'license_key': 'k'}").refused(409),
        "license_key");
    assertField(
        REGISTRAR.call("createLicense").body("{'product_id': 1, 'reference': 'r'}").refused(409),
        "reference");
    assertField(
        REGISTRAR
            .call("putLicenseByReference")
            .path("reference", "other")
            .body("{'product_id': 1, 'license_key': 'k'}")
            .refused(409),
        "license_key");
    assertField(
        REGISTRAR.call("updateLicense").path("id", other).body("{'reference': 'r'}").refused(409),
        "reference");
  }

  @Test
  void aProductThatIsMissingIsNamed() {
    REGISTRAR.product(1);

    assertField(
        REGISTRAR.call("createLicense").body("{'product_id': 2}").refused(422), "product_id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2030-02-30T00:00:00Z", "+292277026596-12-04T15:30:07Z"})
  void aTimeThatIsNoneIsNamed(String time) {
    assertField(
        REGISTRAR
            .call("updateLicense")
            .path("id", REGISTRAR.license())
            .body("{'expires_at': '" + time + "'}")
            .refused(400),
        "expires_at");
  }

  @Test
  void aLicenseIsBlockedUnblockedAndRevokedForGood() {
    long id = REGISTRAR.license();
    assertThat(turn("block", id)).isEqualTo("blocked");
    assertThat(turn("block", id)).isEqualTo("blocked");
    assertThat(turn("unblock", id)).isEqualTo("active");
    assertThat(turn("block", id)).isEqualTo("blocked");
    assertThat(turn("revoke", id)).isEqualTo("revoked");
    assertThat(turn("revoke", id)).isEqualTo("revoked");

    for (String verb : List.of("blockLicense", "unblockLicense")) {
      assertThat(REGISTRAR.call(verb).path("id", id).refused(409).detail()).contains("final");
    }
    assertThat(REGISTRAR.audited)
        .extracting(AuditEvent::action)
        .endsWith("license.block", "license.unblock", "license.block", "license.revoke");
    REGISTRAR.call("blockLicense").path("id", 999).refused(404);
    REGISTRAR.call("revokeLicense").path("id", id).ifMatch(1).refused(412);
  }

  @Test
  void aLicensePutByReferenceIsMadeThenUnchangedThenReplaced() {
    REGISTRAR.product(1);
    REGISTRAR.product(2);
    String body =
        "{'product_id': 1, 'expires_at': '2030-01-01T00:00:00Z', 'activation_limit': 5, 'note': 'n'}";
    JsonNode made = put("CRM/1 ä", body).gives(201);
    int audited = REGISTRAR.audited.size();

    assertThat(put("CRM/1 ä", body).gives(200)).isEqualTo(made);
    assertThat(REGISTRAR.audited).hasSize(audited);

    REGISTRAR.call("blockLicense").path("id", made.path("id").asLong()).gives(200);
    JsonNode replaced = put("CRM/1 ä", "{'product_id': 2}").gives(200);
    assertThat(replaced.path("id")).isEqualTo(made.path("id"));
    assertThat(replaced.path("license_key")).isEqualTo(made.path("license_key"));
    assertThat(replaced.path("status").asText()).isEqualTo("blocked");
    assertThat(replaced.path("product_id").asInt()).isEqualTo(2);
    assertThat(replaced.path("expires_at").isNull()).isTrue();
    assertThat(replaced.path("activation_limit").isNull()).isTrue();
    assertThat(replaced.path("revision").asInt()).isEqualTo(3);
    assertThat(REGISTRAR.call("showLicenseByReference").path("reference", "CRM/1 ä").gives(200))
        .isEqualTo(replaced);
    REGISTRAR.call("showLicenseByReference").path("reference", "CRM/2").refused(404);

    put("CRM/1 ä", "{'product_id': 2}").ifMatch(2).refused(412);
    put("CRM/1 ä", "{'product_id': 2, 'status': 'revoked'}").ifMatch(3).gives(200);
    assertThat(put("CRM/1 ä", "{'product_id': 2, 'status': 'active'}").refused(409).detail())
        .contains("final");
    put("CRM/1 ä", "{'product_id': 2}").gives(200);
  }

  @Test
  void sixteenPushersOfOneReferenceMakeOneLicense() throws Exception {
    REGISTRAR.product(1);
    List<Future<AdminAnswer>> answers =
        IntStream.range(0, 16).mapToObj(i -> put("r", "{'product_id': 1}").send()).toList();

    List<Integer> statuses = new ArrayList<>();
    answers.forEach(answer -> statuses.add(await(answer).status()));

    assertThat(statuses).containsOnlyOnce(201);
    assertThat(statuses.stream().filter(status -> status == 200)).hasSize(15);
    assertThat(REGISTRAR.count("SELECT count(*) FROM license")).isEqualTo(1);
    assertThat(REGISTRAR.audited).hasSize(2);
  }

  @Test
  void ofSixteenWritersWithTheSameRevisionOneWins() {
    long id = REGISTRAR.license();
    List<Future<AdminAnswer>> answers =
        IntStream.range(0, 16)
            .mapToObj(
                i ->
                    REGISTRAR
                        .call("updateLicense")
                        .path("id", id)
                        .body("{'note': 'writer " + i + "'}")
                        .ifMatch(1)
                        .send())
            .toList();

    await(Future.join(answers).otherwiseEmpty());
    assertThat(answers.stream().filter(Future::succeeded)).hasSize(1);
    assertThat(REGISTRAR.call("showLicense").path("id", id).gives(200).path("revision").asInt())
        .isEqualTo(2);
  }

  @Test
  void licensesAreFiltered() {
    REGISTRAR.product(1);
    REGISTRAR.product(2);
    put("a", "{'product_id': 1, 'license_key': 'ka', 'expires_at': '2030-01-01T00:00:00Z'}")
        .gives(201);
    put("b", "{'product_id': 2, 'license_key': 'kb', 'status': 'blocked'}").gives(201);
    put("c", "{'product_id': 2, 'environment': 'staging', 'expires_at': '2031-01-01T00:00:00Z'}")
        .gives(201);

    assertThat(references("product_id", "2")).containsExactly("b", "c");
    assertThat(references("status", "blocked")).containsExactly("b");
    assertThat(references("environment", "staging")).containsExactly("c");
    assertThat(references("reference", "a")).containsExactly("a");
    assertThat(references("license_key", "kb")).containsExactly("b");
    assertThat(references("expires_before", "2030-06-01T00:00:00Z")).containsExactly("a");
    assertThat(references("expires_after", "2030-01-01T00:00:00Z")).containsExactly("a", "c");
  }

  private Registrar.Call put(String reference, String body) {
    return REGISTRAR.call("putLicenseByReference").path("reference", reference).body(body);
  }

  private String turn(String verb, long id) {
    return REGISTRAR.call(verb + "License").path("id", id).gives(200).path("status").asText();
  }

  private List<String> references(String filter, String value) {
    List<String> references = new ArrayList<>();
    REGISTRAR
        .call("listLicenses")
        .query(filter, value)
        .gives(200)
        .path("items")
        .forEach(item -> references.add(item.path("reference").asText()));
    return references;
  }

  private static void assertField(Problem problem, String field) {
    assertThat(problem.errors()).extracting(FieldError::field).containsExactly(field);
  }
}
