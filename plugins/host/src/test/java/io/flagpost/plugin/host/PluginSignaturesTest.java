package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginSignaturesTest {
  /** RFC 8032, section 7.1, test 1: an empty message; the keys wrapped as RFC 8410 says. */
  private static final String RFC_PRIVATE =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
      -----END PRIVATE KEY-----
      """;

  private static final String RFC_PUBLIC =
      """
      -----BEGIN PUBLIC KEY-----
      MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
      -----END PUBLIC KEY-----
      """;

  private static final String RFC_SIGNATURE =
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
          + "b46bd25bf5f0595bbe24655141438e7a100b";

  private Path folder = Path.of("");
  private Path file = Path.of("");
  private Path privateKey = Path.of("");
  private Path publicKey = Path.of("");

  @BeforeEach
  void makeFiles(@TempDir Path made) throws IOException {
    folder = made;
    file = Files.writeString(folder.resolve("acme.jar"), "content");
    privateKey = folder.resolve("plugins.key");
    publicKey = folder.resolve("plugins.pub");
  }

  @Test
  void theSignatureOfTheStandardsExampleIsMadeAndAccepted() throws Exception {
    Files.writeString(file, "");
    Files.writeString(privateKey, RFC_PRIVATE);
    Files.writeString(publicKey, RFC_PUBLIC);

    Path signature = PluginSignatures.sign(file, PluginSignatures.readPrivateKey(privateKey));

    assertThat(signature).isEqualTo(folder.resolve("acme.jar.sig"));
    String expected = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(RFC_SIGNATURE));
    assertThat(signature).hasContent(expected);
    assertThat(verify(file, expected)).isTrue();
  }

  @Test
  void aGeneratedPairSignsAndItsPrivateHalfIsClosedToOthers() throws Exception {
    PluginSignatures.generate(privateKey, publicKey);

    Path signature = PluginSignatures.sign(file, PluginSignatures.readPrivateKey(privateKey));

    assertThat(verify(file, Files.readString(signature))).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(privateKey)))
        .isEqualTo("rw-------");
  }

  @Test
  void aSignatureOfOtherContentOrByAnotherKeyOrMalformedIsNone() throws Exception {
    PluginSignatures.generate(privateKey, publicKey);
    String signature =
        Files.readString(PluginSignatures.sign(file, PluginSignatures.readPrivateKey(privateKey)));
    Files.writeString(folder.resolve("rfc.pub"), RFC_PUBLIC);
    PublicKey other = PluginSignatures.readPublicKey(folder.resolve("rfc.pub"));

    assertThat(PluginSignatures.verify(file, signature, List.of(other))).isFalse();
    assertThat(PluginSignatures.verify(file, signature, List.of())).isFalse();
    assertThat(verify(file, "not Base64!")).isFalse();
    assertThat(verify(file, "c2hvcnQ=")).isFalse();
    Files.writeString(file, "Content");
    assertThat(verify(file, signature)).isFalse();
  }

  @Test
  void generatingOverwritesNothing() throws Exception {
    PluginSignatures.generate(privateKey, publicKey);

    assertThatThrownBy(() -> PluginSignatures.generate(privateKey, folder.resolve("other.pub")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> PluginSignatures.generate(folder.resolve("other.key"), publicKey))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void aFileThatHoldsNoKeyIsNamed() throws Exception {
    Files.writeString(privateKey, RFC_PUBLIC);
    Files.writeString(publicKey, RFC_PUBLIC.replace("MCow", "MCox"));

    assertThatThrownBy(() -> PluginSignatures.readPrivateKey(privateKey))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("plugins.key");
    assertThatThrownBy(() -> PluginSignatures.readPublicKey(publicKey))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("plugins.pub");
  }

  private boolean verify(Path signed, String signature) throws IOException {
    return PluginSignatures.verify(
        signed, signature, List.of(PluginSignatures.readPublicKey(publicKey)));
  }
}
