package io.flagpost.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.testing.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustFileTest {
  private static final Certificates AUTHORITY = new Certificates();

  @TempDir private Path folder;

  @Test
  void severalAuthoritiesCanBeTrusted() throws IOException {
    Path file = write(AUTHORITY.certificate() + new Certificates().certificate());

    assertThat(TrustFile.load(file).getProtocol()).isEqualTo("TLS");
  }

  @Test
  void whatIsWrongWithAFileIsSaid() throws IOException {
    assertUseless(folder.resolve("none"), "there is no such file");
    assertUseless(write(AUTHORITY.issue("x").pkcs8()), "but a private key");
    assertUseless(
        write("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n"),
        "but a request for one");
    assertUseless(write("nothing"), "there is no certificate in PEM in it");
    assertUseless(
        write("-----BEGIN CERTIFICATE-----\nMAMCAQA=\n-----END CERTIFICATE-----\n"),
        "a certificate in it is damaged");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("ca.pem"), text);
  }

  private static void assertUseless(Path file, String reason) {
    assertThatThrownBy(() -> TrustFile.load(file))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("--cacert " + file + ": ")
        .hasMessageContaining(reason);
  }
}
