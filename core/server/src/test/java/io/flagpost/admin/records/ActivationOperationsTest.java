package io.flagpost.admin.records;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.audit.AuditEvent;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ActivationOperationsTest {
  private static final String ODD = "größe/1 %2F?#";

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
  void anActivationIsLetInDeactivatedReactivatedAndDeleted() {
    long license = REGISTRAR.license();

    letIn(license);
    deactivateAndReactivate(license);
    delete(license);

    of("putActivation", 999, ODD).refused(404);
    assertThat(REGISTRAR.audited)
        .extracting(AuditEvent::action)
        .containsExactly(
            "product.create",
            "license.create",
            "activation.create",
            "activation.deactivate",
            "activation.reactivate",
            "activation.update",
            "activation.delete");
    assertThat(REGISTRAR.lastAudited().target())
        .isEqualTo("license/" + license + "/activation/" + ODD);
  }

  private void letIn(long license) {
    AdminAnswer made = of("putActivation", license, ODD).answer();
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.headers())
        .containsEntry(
            "Location",
            "/admin/v1/licenses/" + license + "/activations/gr%C3%B6%C3%9Fe%2F1%20%252F%3F%23");
    assertThat(of("putActivation", license, ODD).gives(200)).isEqualTo(Registrar.body(made));
  }

  private void deactivateAndReactivate(long license) {
    assertThat(status(of("deactivateActivation", license, ODD))).isEqualTo("inactive");
    assertThat(status(of("deactivateActivation", license, ODD))).isEqualTo("inactive");
    assertThat(status(of("putActivation", license, ODD))).isEqualTo("inactive");
    of("reactivateActivation", license, ODD).ifMatch(1).refused(412);
    assertThat(status(of("reactivateActivation", license, ODD).ifMatch(2))).isEqualTo("active");
    assertThat(status(of("putActivation", license, ODD).body("{'status': 'inactive'}")))
        .isEqualTo("inactive");
    assertThat(of("showActivation", license, ODD).gives(200).path("revision").asInt()).isEqualTo(4);
  }

  private void delete(long license) {
    of("deleteActivation", license, ODD).ifMatch(1).refused(412);
    assertThat(of("deleteActivation", license, ODD).answer().status()).isEqualTo(204);
    for (String operation :
        List.of(
            "showActivation", "deleteActivation", "deactivateActivation", "reactivateActivation")) {
      of(operation, license, ODD).refused(404);
    }
  }

  @Test
  void aLicensingSystemNeedsOnlyItsReference() {
    REGISTRAR.product(1);
    JsonNode license =
        REGISTRAR
            .call("putLicenseByReference")
            .path("reference", "r")
            .body("{'product_id': 1}")
            .gives(201);

    JsonNode made =
        REGISTRAR
            .call("putActivationByReference")
            .path("reference", "r")
            .path("identifier", "a")
            .gives(201);
    assertThat(made.path("license_id")).isEqualTo(license.path("id"));
    REGISTRAR
        .call("putActivationByReference")
        .path("reference", "r")
        .path("identifier", "a")
        .gives(200);
    REGISTRAR
        .call("putActivationByReference")
        .path("reference", "other")
        .path("identifier", "a")
        .refused(404);
  }

  @Test
  void noMoreAreActiveThanTheLicenseAllows() {
    long license = limited(2);
    of("putActivation", license, "a").gives(201);
    of("putActivation", license, "b").gives(201);
    Problem refused = of("putActivation", license, "c").refused(409);
    assertThat(refused.errors()).extracting(FieldError::field).containsExactly("activation_limit");
    of("showActivation", license, "c").refused(404);

    of("putActivation", license, "c").body("{'status': 'inactive'}").gives(201);
    of("reactivateActivation", license, "c").refused(409);
    of("putActivation", license, "c").body("{'status': 'active'}").refused(409);
    of("putActivation", license, "a").gives(200);
    of("deactivateActivation", license, "a").gives(200);
    of("reactivateActivation", license, "c").gives(200);
    of("reactivateActivation", license, "a").refused(409);
  }

  @Test
  void aLowerLimitKeepsTheActivationsThatThereAre() {
    long license = limited(2);
    of("putActivation", license, "a").gives(201);
    of("putActivation", license, "b").gives(201);
    REGISTRAR.call("updateLicense").path("id", license).body("{'activation_limit': 0}").gives(200);

    assertThat(status(of("putActivation", license, "a"))).isEqualTo("active");
    of("putActivation", license, "c").refused(409);
  }

  @Test
  void sixteenWritersAtOnceKeepToTheLimit() throws Exception {
    long license = limited(5);
    List<Future<AdminAnswer>> answers =
        IntStream.range(0, 160)
            .mapToObj(i -> of("putActivation", license, "a" + i).send())
            .toList();

    await(Future.join(answers).otherwiseEmpty());
    assertThat(answers.stream().filter(Future::succeeded)).hasSize(5);
    assertThat(answers.stream().filter(Future::failed))
        .allMatch(
            refused ->
                refused.cause() instanceof ProblemException problem
                    && problem.problem().status() == 409);
    assertThat(REGISTRAR.count("SELECT count(*) FROM activation WHERE status = 'active'"))
        .isEqualTo(5);
  }

  @Test
  void activationsAreListedByLicenseAndByIdentifier() {
    long first = REGISTRAR.license();
    long second = REGISTRAR.license();
    of("putActivation", first, "shared").gives(201);
    of("putActivation", first, "b").body("{'status': 'inactive'}").gives(201);
    of("putActivation", second, "shared").gives(201);

    assertThat(listed(REGISTRAR.call("listLicenseActivations").path("license_id", first)))
        .containsExactly(first + " b", first + " shared");
    assertThat(
            listed(
                REGISTRAR
                    .call("listLicenseActivations")
                    .path("license_id", first)
                    .query("status", "inactive")))
        .containsExactly(first + " b");
    assertThat(listed(REGISTRAR.call("listActivations").query("identifier", "shared")))
        .containsExactly(first + " shared", second + " shared");

    List<String> paged = new ArrayList<>();
    JsonNode page = REGISTRAR.call("listActivations").query("limit", 1).gives(200);
    while (true) {
      page.path("items").forEach(item -> paged.add(text(item)));
      if (page.path("next_cursor").isNull()) {
        break;
      }
      page =
          REGISTRAR
              .call("listActivations")
              .query("limit", 1)
              .query("cursor", page.path("next_cursor").asText())
              .gives(200);
    }
    assertThat(paged).containsExactly(first + " b", first + " shared", second + " shared");
  }

  private long limited(int limit) {
    long license = REGISTRAR.license();
    REGISTRAR
        .call("updateLicense")
        .path("id", license)
        .body("{'activation_limit': " + limit + "}")
        .gives(200);
    return license;
  }

  private Registrar.Call of(String operation, long license, String identifier) {
    return REGISTRAR.call(operation).path("license_id", license).path("identifier", identifier);
  }

  private static String status(Registrar.Call call) {
    return call.gives(200).path("status").asText();
  }

  private static List<String> listed(Registrar.Call call) {
    List<String> items = new ArrayList<>();
    call.gives(200).path("items").forEach(item -> items.add(text(item)));
    return items;
  }

  private static String text(JsonNode activation) {
    return activation.path("license_id").asText() + " " + activation.path("identifier").asText();
  }
}
