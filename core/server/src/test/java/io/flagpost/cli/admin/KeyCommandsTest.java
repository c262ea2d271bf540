package io.flagpost.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyCommandsTest {
  @TempDir private Path folder;
  private Path passphrase;
  private Shell shell;
  private FakeGateway gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = FakeGateway.start();
    shell = new Shell(folder);
    shell.environment.put("FLAGPOST_URL", gateway.url());
    shell.environment.put("FLAGPOST_TOKEN", "sesame");
    passphrase = Files.writeString(folder.resolve("passphrase"), "correct horse\n");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void aKeyIsImportedFromItsFile() throws IOException {
    gateway.answers(201, "{\"kid\":\"k\"}").answers(201, "{\"kid\":\"k\"}");
    Path pem = Files.writeString(folder.resolve("key.pem"), "PEM\n");

    assertThat(run("key import " + pem)).isZero();
    assertThat(gateway.last().json().toString()).isEqualTo("{\"private_key\":\"PEM\\n\"}");

    assertThat(run("key import " + pem + " --passphrase-file=" + passphrase)).isZero();
    assertThat(gateway.last().json().path("passphrase").asText()).isEqualTo("correct horse");
    assertThat(shell.out()).isEqualTo(String.format(Locale.ROOT, "kid: k%n"));
  }

  @Test
  void aBackupIsWrittenForItsOwnersEyesOnly() throws IOException {
    gateway.answers(200, "{\"keys\":[]}");
    Path file = folder.resolve("keys.json");

    assertThat(run("key backup --out " + file + " --passphrase-file=" + passphrase)).isZero();

    assertThat(gateway.last().json().path("passphrase").asText()).isEqualTo("correct horse");
    assertThat(file).hasContent("{\"keys\":[]}");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aBackupsPassphraseIsTypedTwice() {
    shell.typing("correct horse", "correct house");

    assertThat(run("key backup")).isEqualTo(2);

    assertThat(shell.err()).contains("the two passwords differ");
    assertThat(gateway.asked()).isEmpty();
  }

  @Test
  void aBackupIsRestoredFromItsFile() throws IOException {
    gateway.answers(200, "{\"restored\":[\"a\",\"b\"],\"present\":[]}");
    Path file = Files.writeString(folder.resolve("keys.json"), "{\"keys\":[]}");
    shell.typing("correct horse");

    assertThat(run("key restore " + file)).isZero();

    assertThat(gateway.last().json().toString())
        .isEqualTo("{\"document\":{\"keys\":[]},\"passphrase\":\"correct horse\"}");
    assertThat(shell.out()).contains("restored: a, b");
  }

  @Test
  void aFileThatIsNoBackupIsNotSent() throws IOException {
    Path file = Files.writeString(folder.resolve("keys.json"), "secret text");

    assertThat(run("key restore " + file)).isEqualTo(2);

    assertThat(shell.err()).contains("it contains no JSON").doesNotContain("secret text");
  }

  @Test
  void aPublicKeyIsExportedAsItIs() {
    gateway.answers(200, "application/x-pem-file", "-----BEGIN PUBLIC KEY-----\n");

    assertThat(run("key export kid1")).isZero();

    assertThat(gateway.last().target()).isEqualTo("/admin/v1/signing-keys/kid1/public-key");
    assertThat(shell.out()).isEqualTo("-----BEGIN PUBLIC KEY-----\n");
  }

  private int run(String line) {
    return shell.run(line.split(" "));
  }
}
