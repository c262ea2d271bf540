package io.flagpost.platform.kek;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeySourceTest {
  private final SecureRandom random = new SecureRandom();
  private final byte[] key = random.generateSeed(32);
  private final String id = new KeyEncryptionKey(key, random).id();
  @TempDir private Path folder;

  @Test
  void everyWayOfWritingAKeyMeansTheSame() throws Exception {
    String base64 = Base64.getEncoder().encodeToString(key);
    String url = Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    String hex = HexFormat.of().formatHex(key);

    for (String text : new String[] {base64, url, hex, hex.toUpperCase(Locale.ROOT)}) {
      assertThat(KeyEncryptionKey.ofText(text, "keys.kek", random).id()).isEqualTo(id);
      assertThat(load((text + "\r\n").getBytes(StandardCharsets.US_ASCII)).id()).isEqualTo(id);
    }
    assertThat(load(key).id()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"geheimes Passwort!", "Z2VoZWlt", "Z2VoZWltZXMgUGFzc3dvcnQ", ""})
  void whatIsNoKeyIsRefusedWithoutBeingQuoted(String text) throws Exception {
    assertThatThrownBy(() -> KeyEncryptionKey.ofText(text, "keys.kek", random))
        .isInstanceOf(KeyEncryptionException.class)
        .hasMessageContaining("keys.kek")
        .hasMessageContaining("32 bytes")
        .hasMessageNotContaining("geheim")
        .hasMessageNotContaining("Z2Vo")
        .hasNoCause();
    assertThatThrownBy(() -> load(text.getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(KeyEncryptionException.class)
        .hasMessageContaining("file");
  }

  @Test
  void aFileThatWasNamedIsNotMade() {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> new KeyEncryptionKeyFile(missing, random).load())
        .isInstanceOf(KeyEncryptionException.class)
        .hasMessageContaining(missing.toString());
    assertThat(missing).doesNotExist();
  }

  private KeyEncryptionKey load(byte[] content) throws Exception {
    return new KeyEncryptionKeyFile(Files.write(folder.resolve("file"), content), random).load();
  }
}
