package io.flagpost.admin.keys;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.signing.PublicKeys;
import io.flagpost.signing.PublishedKey;
import io.flagpost.testing.RunsBesideOthers;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RunsBesideOthers
class KeyBackupTest {
  private static final String PASSPHRASE = "correct horse battery stäple";

  private final KeyDesk desk = new KeyDesk();
  private final KeyDesk fresh = new KeyDesk();

  @AfterEach
  void close() {
    desk.close();
    fresh.close();
  }

  @Test
  void anybodyElsesSoftwareOpensTheBackupWithThePassphrase() throws Exception {
    String kid = desk.globalKid();
    JsonNode document = backup();
    String pem = document.path("keys").path(0).path("private_key").asText();

    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      var encrypted = (PKCS8EncryptedPrivateKeyInfo) parser.readObject();
      var opened =
          encrypted.decryptPrivateKeyInfo(
              new JceOpenSSLPKCS8DecryptorProviderBuilder()
                  .setProvider(new BouncyCastleProvider())
                  .build(PASSPHRASE.toCharArray()));
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(new JcaPEMKeyConverter().getPrivateKey(opened));
      signature.update("text".getBytes(StandardCharsets.UTF_8));
      byte[] made = signature.sign();
      RSAPublicKey publicKey = PublicKeys.parse(desk.call("exportSigningKey", kid, "{}").text(200));
      signature.initVerify(publicKey);
      signature.update("text".getBytes(StandardCharsets.UTF_8));
      assertThat(signature.verify(made)).isTrue();
      assertThat(document.toString().replace("ENCRYPTED PRIVATE KEY", ""))
          .doesNotContain("PRIVATE", PASSPHRASE);
    }
    assertThat(desk.audited).extracting(AuditEvent::action).containsExactly("signing_key.backup");
    assertThat(desk.audited.toString()).contains(kid).doesNotContain("PRIVATE", PASSPHRASE);
  }

  @Test
  void aNewInstallationSignsWithTheRestoredKeys() {
    String global = desk.globalKid();
    String own =
        desk.call("generateSigningKey", "{'product_id': 7, 'algorithm': 'RS512', 'activate_in': 0}")
            .gives(201)
            .path("kid")
            .asText();
    JsonNode document = backup();
    fresh.clock.advance(Duration.ofHours(1));
    String made = fresh.globalKid();

    assertThat(restore(document, PASSPHRASE, false).refused(409).detail()).contains("replace_open");
    assertThat(fresh.globalKid()).isEqualTo(made);
    assertThat(fresh.ring().published(now())).hasSize(1); // nothing of it stays
    JsonNode outcome = restore(document, PASSPHRASE, true).gives(200);

    assertThat(outcome.path("restored")).hasSize(2);
    assertThat(fresh.globalKid()).isEqualTo(global);
    assertThat(fresh.ring().keyFor(7L, now()).keyId()).isEqualTo(own);
    assertThat(fresh.ring().published(now())).extracting(PublishedKey::keyId).contains(made);
    JsonNode again = restore(document, PASSPHRASE, false).gives(200);
    assertThat(again.path("restored")).isEmpty();
    assertThat(again.path("present")).hasSize(2);
    assertThat(fresh.audited)
        .extracting(AuditEvent::action)
        .containsExactly("signing_key.succeed", "signing_key.restore", "signing_key.restore");
  }

  @Test
  void whatWasChangedOrHasAnotherPassphraseIsRefused() {
    JsonNode document = backup();
    ObjectNode changed = document.deepCopy();
    ((ObjectNode) changed.path("keys").path(0)).put("algorithm", "RS512");
    ObjectNode cut = document.deepCopy();
    cut.putArray("keys");
    ObjectNode other = document.deepCopy();
    other.put("format", "something/1");

    for (JsonNode broken : new JsonNode[] {changed, cut}) {
      assertThat(restore(broken, PASSPHRASE, true).refused(400).errors())
          .extracting(FieldError::field)
          .containsExactly("passphrase");
    }
    restore(document, PASSPHRASE + "r", true).refused(400);
    assertThat(restore(other, PASSPHRASE, true).refused(400).errors())
        .extracting(FieldError::field)
        .containsExactly("document");
    assertThat(fresh.audited).isEmpty();
  }

  @Test
  void aWeakPassphraseIsRefusedButOpensWhatItSealed() {
    JsonNode document = backup();

    for (String weak : new String[] {"password1234", " ".repeat(12), "aaaaaaaaaaaa"}) {
      FieldError error =
          desk.call("backUpSigningKeys", KeyDesk.object().put("passphrase", weak))
              .refused(400)
              .errors()
              .get(0);
      assertThat(error.field()).isEqualTo("passphrase");
      assertThat(error.reason()).contains("too easy to guess");
      // Nobody asks how good it is when it opens something.
      assertThat(restore(document, weak, true).refused(400).errors().get(0).reason())
          .doesNotContain("easy");
    }
  }

  @Test
  void productsThatAreMissingAreNamed() {
    desk.call("generateSigningKey", "{'product_id': 8, 'activate_in': 0}").gives(201);
    JsonNode document = backup();
    await(fresh.pool.query("DELETE FROM product WHERE id = 8").execute());

    assertThat(restore(document, PASSPHRASE, true).refused(422).detail()).contains("[8]");
    assertThat(fresh.ring().published(now())).hasSize(1);
  }

  private Instant now() {
    return fresh.clock.instant();
  }

  private JsonNode backup() {
    return desk.call("backUpSigningKeys", KeyDesk.object().put("passphrase", PASSPHRASE))
        .gives(200);
  }

  private KeyDesk.Call restore(JsonNode document, String passphrase, boolean replaceOpen) {
    ObjectNode body =
        KeyDesk.object().put("passphrase", passphrase).put("replace_open", replaceOpen);
    body.set("document", document);
    return fresh.call("restoreSigningKeys", body);
  }
}
