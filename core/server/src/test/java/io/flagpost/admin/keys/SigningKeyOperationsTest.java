package io.flagpost.admin.keys;

import static io.flagpost.admin.keys.KeyDesk.LEAD;
import static io.flagpost.admin.keys.KeyDesk.RETIRE_AFTER;
import static io.flagpost.admin.keys.KeyDesk.START;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.signing.KeyRing;
import io.flagpost.signing.PublicKeys;
import io.flagpost.signing.PublishedKey;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SigningKeyOperationsTest {
  private final KeyDesk desk = new KeyDesk();

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void aProductsFirstKeyIsPublishedForAWhileBeforeItSigns() {
    JsonNode made =
        desk.call("generateSigningKey", "{'product_id': 7, 'algorithm': 'RS512', 'bits': 3072}")
            .gives(201);

    assertThat(made.path("state").asText()).isEqualTo("pending");
    assertThat(made.path("algorithm").asText()).isEqualTo("RS512");
    assertThat(made.path("bits").asInt()).isEqualTo(3072);
    assertThat(moment(made, "not_before")).isEqualTo(START.plus(LEAD));
    String kid = made.path("kid").asText();
    KeyRing ring = desk.ring();
    assertThat(ring.published(START)).extracting(PublishedKey::keyId).contains(kid);
    assertThat(ring.keyFor(7L, START.plus(LEAD).minusNanos(1)).productId()).isNull();
    assertThat(ring.keyFor(7L, START.plus(LEAD)).keyId()).isEqualTo(kid);
    assertThat(desk.audited).extracting(AuditEvent::action).containsExactly("signing_key.generate");
    assertThat(desk.audited.toString()).doesNotContain("PRIVATE");
  }

  @Test
  void aKeyCanBeWantedAtOnceOrAtATime() {
    JsonNode now =
        desk.call("generateSigningKey", "{'product_id': 7, 'activate_in': 0}").gives(201);
    JsonNode later =
        desk.call(
                "generateSigningKey",
                "{'product_id': 8, 'not_before': '2026-05-07T01:00:00.123456789+01:00'}")
            .gives(201);

    assertThat(now.path("state").asText()).isEqualTo("active");
    assertThat(moment(now, "not_before")).isEqualTo(START);
    assertThat(moment(later, "not_before")).isEqualTo(Instant.parse("2026-05-07T00:00:00.123456Z"));
  }

  @Test
  void rotatingMakesASuccessorOfTheSameKindThatTakesOverInOneMoment() {
    String old =
        desk.call(
                "generateSigningKey",
                "{'product_id': 7, 'algorithm': 'RS512', 'bits': 3072, 'activate_in': 0}")
            .gives(201)
            .path("kid")
            .asText();
    desk.clock.advance(Duration.ofHours(1));

    JsonNode next = desk.call("rotateSigningKey", "{'product_id': 7}").gives(201);

    Instant boundary = desk.clock.instant().plus(LEAD);
    assertThat(next.path("algorithm").asText()).isEqualTo("RS512");
    assertThat(next.path("bits").asInt()).isEqualTo(3072);
    assertThat(moment(next, "not_before")).isEqualTo(boundary);
    JsonNode ended = desk.call("showSigningKey", old, "{}").gives(200);
    assertThat(ended.path("state").asText()).isEqualTo("active");
    assertThat(moment(ended, "sign_until")).isEqualTo(boundary);
    assertThat(moment(ended, "publish_until")).isEqualTo(boundary.plus(RETIRE_AFTER));
    assertThat(ended.path("revision").asInt()).isEqualTo(2);
    KeyRing ring = desk.ring();
    assertThat(ring.keyFor(7L, boundary.minusNanos(1)).keyId()).isEqualTo(old);
    assertThat(ring.keyFor(7L, boundary).keyId()).isEqualTo(next.path("kid").asText());
    assertThat(desk.audited)
        .extracting(AuditEvent::action)
        .containsExactly("signing_key.generate", "signing_key.succeed", "signing_key.rotate");
  }

  @Test
  void aRotationWaitsForTheOneBeforeUnlessItReplacesIt() {
    JsonNode first = desk.call("rotateSigningKey", "{}").gives(201);

    assertThat(desk.call("rotateSigningKey", "{}").refused(409).detail())
        .contains(first.path("kid").asText(), "replace_pending");
    JsonNode second =
        desk.call("rotateSigningKey", "{'replace_pending': true, 'activate_in': 60, 'overlap': 5}")
            .gives(201);

    desk.call("showSigningKey", first.path("kid").asText(), "{}").refused(404);
    JsonNode old = desk.call("showSigningKey", desk.globalKid(), "{}").gives(200);
    assertThat(moment(old, "sign_until")).isEqualTo(START.plusSeconds(60));
    assertThat(moment(old, "publish_until")).isEqualTo(START.plusSeconds(65));
    assertThat(desk.ring().keyFor(null, START.plusSeconds(60)).keyId())
        .isEqualTo(second.path("kid").asText());
  }

  @Test
  void aKeyThatIsAboutToSignIsNotWithdrawn() {
    desk.call("rotateSigningKey", "{'activate_in': 59}").gives(201);

    assertThat(desk.call("rotateSigningKey", "{'replace_pending': true}").refused(409).detail())
        .contains("too soon");
  }

  @Test
  void whatCannotBeIsRefusedWithItsField() {
    assertThat(
            desk.call(
                    "rotateSigningKey", "{'activate_in': 1, 'not_before': '2027-01-01T00:00:00Z'}")
                .refused(400)
                .errors())
        .extracting(FieldError::field)
        .containsExactly("activate_in");
    assertThat(
            desk.call("rotateSigningKey", "{'not_before': '2026-05-06T07:08:08Z'}")
                .refused(400)
                .errors())
        .extracting(FieldError::field)
        .containsExactly("not_before");
    assertThat(desk.call("generateSigningKey", "{'product_id': 9}").refused(422).errors())
        .extracting(FieldError::field)
        .containsExactly("product_id");
    desk.call("rotateSigningKey", "{'product_id': 8}").refused(409);
    desk.call("showSigningKey", "A".repeat(43), "{}").refused(404);
    desk.call("exportSigningKey", "A".repeat(43), "{}").refused(404);
    desk.call("retireSigningKey", "A".repeat(43), "{}").refused(404);
    assertThat(desk.audited).isEmpty();
  }

  @Test
  void theOnlyGlobalKeyStays() {
    String kid = desk.globalKid();
    desk.clock.advance(Duration.ofSeconds(1));

    assertThat(desk.call("retireSigningKey", kid, "{}").refused(409).detail()).contains("rotate");
    desk.call("retireSigningKey", kid, "{'compromised': true}").refused(409);
    desk.call("rotateSigningKey", "{}").gives(201);
    desk.call("retireSigningKey", kid, "{}").refused(409); // its successor is not there yet
    assertThat(desk.ring().keyFor(null, START.plusSeconds(2)).keyId()).isEqualTo(kid);
  }

  @Test
  void aCompromisedGlobalKeyIsReplacedAndPublishedNoMore() {
    String kid = desk.globalKid();
    desk.clock.advance(Duration.ofSeconds(1));
    String next =
        desk.call("rotateSigningKey", "{'activate_in': 0}").gives(201).path("kid").asText();

    JsonNode gone = desk.call("retireSigningKey", kid, "{'compromised': true}").gives(200);

    assertThat(gone.path("state").asText()).isEqualTo("retired");
    KeyRing ring = desk.ring();
    assertThat(ring.published(desk.clock.instant()))
        .extracting(PublishedKey::keyId)
        .containsExactly(next);
    desk.call("retireSigningKey", kid, "{'compromised': true}").refused(409);
  }

  @Test
  void aProductWhoseKeyIsRetiredFallsBackToTheGlobalOne() {
    String kid =
        desk.call("generateSigningKey", "{'product_id': 7, 'activate_in': 0}")
            .gives(201)
            .path("kid")
            .asText();
    desk.clock.advance(Duration.ofSeconds(10));

    desk.call("retireSigningKey", kid, "{'at': '2026-05-06T07:08:18Z'}").refused(400);
    desk.call("retireSigningKey", kid, "{}").ifMatch(2).refused(412);
    JsonNode retiring =
        desk.call("retireSigningKey", kid, "{'at': '2026-05-06T08:00:00Z', 'overlap': 60}")
            .ifMatch(1)
            .gives(200);

    Instant end = Instant.parse("2026-05-06T08:00:00Z");
    assertThat(retiring.path("state").asText()).isEqualTo("active");
    assertThat(moment(retiring, "publish_until")).isEqualTo(end.plusSeconds(60));
    KeyRing ring = desk.ring();
    assertThat(ring.keyFor(7L, end.minusNanos(1)).keyId()).isEqualTo(kid);
    assertThat(ring.keyFor(7L, end).productId()).isNull();
    assertThat(ring.published(end.plusSeconds(60)))
        .extracting(PublishedKey::keyId)
        .doesNotContain(kid);
    desk.clock.set(end);
    desk.call("retireSigningKey", kid, "{}").refused(409);
    JsonNode again = desk.call("generateSigningKey", "{'product_id': 7}").gives(201);
    assertThat(moment(again, "not_before")).isEqualTo(end.plus(LEAD));
  }

  @Test
  void retiringAPendingKeyUndoesTheRotation() {
    String old = desk.globalKid();
    String next = desk.call("rotateSigningKey", "{}").gives(201).path("kid").asText();

    assertThat(desk.call("retireSigningKey", next, "{}").text(204)).isEqualTo("null");

    desk.call("showSigningKey", next, "{}").refused(404);
    JsonNode resumed = desk.call("showSigningKey", old, "{}").gives(200);
    assertThat(resumed.path("sign_until").isNull()).isTrue();
    assertThat(resumed.path("publish_until").isNull()).isTrue();
    desk.call("rotateSigningKey", "{}").gives(201);
  }

  @Test
  void listsAndExportsShowPublicThingsOnly() {
    JsonNode made =
        desk.call("generateSigningKey", "{'product_id': 7, 'activate_in': 0}").gives(201);
    String kid = made.path("kid").asText();

    JsonNode all = desk.call("listSigningKeys", "{}").gives(200);
    JsonNode own = desk.call("listSigningKeys", "{}").query("product_id", "7").gives(200);
    JsonNode global = desk.call("listSigningKeys", "{}").query("global", "true").gives(200);
    String pem = desk.call("exportSigningKey", kid, "{}").text(200);

    assertThat(all.path("items")).hasSize(2);
    assertThat(own.path("items")).containsExactly(made);
    assertThat(global.path("items").path(0).path("kid").asText()).isEqualTo(desk.globalKid());
    assertThat(PublishedKey.thumbprint(PublicKeys.parse(pem))).isEqualTo(kid);
    assertThat(all.toString() + pem).doesNotContain("PRIVATE", "private_key");
  }

  private static Instant moment(JsonNode json, String member) {
    return Instant.parse(json.path(member).asText());
  }
}
