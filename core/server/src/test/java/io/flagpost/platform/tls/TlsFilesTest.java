package io.flagpost.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.platform.files.Secret;
import io.flagpost.testing.Certificates;
import io.flagpost.testing.Certificates.Issued;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a certificate or key is said in words, with the setting and the file. */
class TlsFilesTest {
  private static final Certificates AUTHORITY = new Certificates();
  private static final Issued ONE = AUTHORITY.issue("one");
  private static final Issued OTHER = AUTHORITY.issue("other");
  private static final Issued ELLIPTIC = AUTHORITY.issue("ec", Certificates.ec());

  @TempDir private Path folder;

  @Test
  void keysAreReadInEveryForm() throws IOException {
    load(ONE.certificates(), ONE.pkcs8(), "");
    load(ONE.certificates(), ONE.traditional(), "");
    load(ONE.certificates(), ONE.encrypted("geheim"), "geheim");
    load(ELLIPTIC.certificates(), ELLIPTIC.pkcs8(), "");
    load(ELLIPTIC.certificates(), ELLIPTIC.traditional(), "");

    assertThat(load(ONE.certificates(), "a comment\n" + ONE.pkcs8(), "")).isNotNull();
  }

  @Test
  void aByteOrderMarkIsNoPartOfACertificateOrKey() throws IOException {
    assertThat(load("\ufeff" + ONE.certificates(), "\ufeff" + ONE.pkcs8(), "")).isNotNull();
    Path certificate = folder.resolve("utf-16.pem");
    Path key = folder.resolve("utf-16.key");
    Files.writeString(certificate, "\ufeff" + ONE.certificates(), StandardCharsets.UTF_16LE);
    Files.write(key, ("\ufeff" + ONE.pkcs8()).getBytes(StandardCharsets.UTF_16BE));

    PemFiles files = new PemFiles("http.tls", certificate, key, secret(""));
    assertThat(ListenerTls.load(files, TlsSuites.RECOMMENDED, Clock.systemUTC())).isNotNull();
  }

  @Test
  void aMissingFileIsNamed() {
    PemFiles files =
        new PemFiles("http.tls", folder.resolve("a.pem"), folder.resolve("b.pem"), secret(""));

    assertThatThrownBy(() -> ListenerTls.load(files, TlsSuites.RECOMMENDED, Clock.systemUTC()))
        .isInstanceOf(TlsException.class)
        .hasMessage(
            "http.tls.certificate (" + folder.resolve("a.pem") + "): there is no such file");
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() {
    refuses(ONE.certificates(), OTHER.pkcs8(), "", "http.tls.key", "does not belong");
    refuses(ONE.certificates(), ELLIPTIC.pkcs8(), "", "http.tls.key", "does not belong");
  }

  @Test
  void theServersOwnCertificateComesFirst() {
    String swapped = OTHER.certificates() + ONE.certificates();

    refuses(swapped, ONE.pkcs8(), "", "http.tls.certificate", "must come first");
  }

  @Test
  void anEncryptedKeyNeedsItsPassword() {
    String encrypted = ONE.encrypted("geheim");

    refuses(ONE.certificates(), encrypted, "", "http.tls.key", "http.tls.key-password is missing");
    refuses(ONE.certificates(), encrypted, "falsch", "http.tls.key", "does not open it");
  }

  @Test
  void whatIsNoPemIsRefused() {
    String cut = ONE.pkcs8().replace("END", "ENT");
    String garbled = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

    refuses("nothing", ONE.pkcs8(), "", "http.tls.certificate", "holds no certificate");
    refuses(garbled, ONE.pkcs8(), "", "http.tls.certificate", "is broken");
    refuses(ONE.certificates(), ONE.certificates(), "", "http.tls.key", "holds no private key");
    refuses(ONE.certificates(), cut, "", "http.tls.key", "is broken");
    refuses(ONE.certificates(), ONE.pkcs8() + OTHER.pkcs8(), "", "http.tls.key", "several");
  }

  @Test
  void aKeyStoreNeedsItsPasswordAndOnePrivateKey() throws IOException {
    Path store = ONE.writeKeyStore(folder.resolve("a.p12"), "geheim");
    Path text = Files.writeString(folder.resolve("b.p12"), "text");

    assertThat(
            ListenerTls.load(keyStore(store, "geheim"), TlsSuites.RECOMMENDED, Clock.systemUTC()))
        .isNotNull();
    assertThatThrownBy(
            () ->
                ListenerTls.load(
                    keyStore(store, "falsch"), TlsSuites.RECOMMENDED, Clock.systemUTC()))
        .isInstanceOf(TlsException.class)
        .hasMessage(
            "admin.tls.keystore (" + store + "): admin.tls.keystore-password does not open it");
    assertThatThrownBy(
            () ->
                ListenerTls.load(
                    keyStore(text, "geheim"), TlsSuites.RECOMMENDED, Clock.systemUTC()))
        .isInstanceOf(TlsException.class)
        .hasMessageEndingWith("is no PKCS #12 key store");
  }

  @Test
  void noMessageAndNoTextHoldsAPassword() {
    assertThat(keyStore(folder, "geheim").toString()).doesNotContain("geheim");
    assertThat(new PemFiles("http.tls", folder, folder, secret("geheim")).toString())
        .doesNotContain("geheim");
  }

  @Test
  void anExpiredCertificateIsTakenAllTheSame() throws IOException {
    Issued expired =
        AUTHORITY.issue("expired", Certificates.ec(), Instant.now().minus(Duration.ofDays(1)));

    assertThat(load(expired.certificates(), expired.pkcs8(), "")).isNotNull();
    assertThat(new KeyAndChain(expired.key(), expired.chain()).objection(Instant.now()))
        .hasValueSatisfying(objection -> assertThat(objection).startsWith("expired at "));
    assertThat(new KeyAndChain(ONE.key(), ONE.chain()).objection(Instant.now())).isEmpty();
    assertThat(new KeyAndChain(ONE.key(), ONE.chain()).objection(Instant.EPOCH))
        .hasValueSatisfying(objection -> assertThat(objection).startsWith("is not valid before"));
  }

  private void refuses(
      String certificates, String key, String password, String setting, String reason) {
    assertThatThrownBy(() -> load(certificates, key, password))
        .isInstanceOf(TlsException.class)
        .hasMessageStartingWith(setting + " (")
        .hasMessageContaining(reason);
  }

  private ListenerTls load(String certificates, String key, String password) throws IOException {
    Path certificateFile = Files.writeString(folder.resolve("chain.pem"), certificates);
    Path keyFile = Files.writeString(folder.resolve("key.pem"), key);
    return ListenerTls.load(
        new PemFiles("http.tls", certificateFile, keyFile, secret(password)),
        TlsSuites.RECOMMENDED,
        Clock.systemUTC());
  }

  private static KeyStoreFile keyStore(Path file, String password) {
    return new KeyStoreFile("admin.tls", file, secret(password));
  }

  private static Secret secret(String text) {
    return new Secret(text);
  }
}
