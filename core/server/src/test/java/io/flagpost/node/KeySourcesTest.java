package io.flagpost.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.node.config.ConfigSources;
import io.flagpost.node.config.Mode;
import io.flagpost.platform.kek.KeyEncryptionException;
import io.flagpost.platform.kek.KeyEncryptionKeyFile;
import io.flagpost.platform.kek.KeyWrapping;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySourcesTest {
  private static final String DATABASE = "postgresql://ann:geheim@db.example/one";
  private static final String KEY = "07".repeat(32);
  private static final String OTHER = "08".repeat(32);

  private final Map<String, String> environment = new HashMap<>();
  @TempDir private Path home;

  @Test
  void theEmbeddedDatabaseHasAKeyOfItsOwnWhichIsMadeOnce() {
    KeyWrapping made = load(Mode.PRODUCTION);

    assertThat(home.resolve("data/keys/kek")).hasSize(32);
    assertThat(load(Mode.PRODUCTION).currentId()).isEqualTo(made.currentId());
    assertThat(made.ids()).hasSize(1);
  }

  @Test
  void aGivenDatabaseNeedsAGivenKey() {
    environment.put("FLAGPOST_DATABASE_URL", DATABASE);

    assertThatThrownBy(() -> load(Mode.PRODUCTION))
        .isInstanceOf(KeyEncryptionException.class)
        .hasMessageContaining("keys.kek-file")
        .hasMessageContaining("FLAGPOST_KEYS_KEK_FILE")
        .hasMessageContaining("openssl rand")
        .hasMessageContaining(home.resolve("data/keys/kek").toString());
    assertThat(home.resolve("data")).doesNotExist();
  }

  @Test
  void theDemoMayMakeItsOwnOnAGivenDatabaseToo() {
    environment.put("FLAGPOST_DATABASE_URL", DATABASE);

    load(Mode.DEMO);

    assertThat(home.resolve("data/keys/kek")).hasSize(32);
  }

  @Test
  void textAndFilesAreTakenFromTheEnvironment() throws Exception {
    Files.writeString(home.resolve("previous"), OTHER + "\n");
    environment.put("FLAGPOST_DATABASE_URL", DATABASE);
    environment.put("FLAGPOST_KEYS_KEK", KEY);
    environment.put("FLAGPOST_KEYS_PREVIOUS_KEK_FILE", "previous");

    KeyWrapping both = load(Mode.PRODUCTION);

    assertThat(both.ids()).hasSize(2);
    assertThat(both.toString() + both.ids()).doesNotContain("0707", "0808");
    assertThat(home.resolve("data")).doesNotExist();
    environment.remove("FLAGPOST_KEYS_KEK");
    environment.put("FLAGPOST_KEYS_KEK_FILE", "previous");
    environment.remove("FLAGPOST_KEYS_PREVIOUS_KEK_FILE");
    assertThat(both.ids()).contains(load(Mode.PRODUCTION).currentId());
  }

  @Test
  void whatAnEarlierVersionMadeCanBeNamed() {
    Path file = home.resolve("data/keys/kek");
    String id = new KeyEncryptionKeyFile(file, new SecureRandom()).loadOrCreate().id();
    environment.put("FLAGPOST_DATABASE_URL", DATABASE);
    environment.put("FLAGPOST_KEYS_KEK_FILE", "data/keys/kek");

    assertThat(load(Mode.PRODUCTION).currentId()).isEqualTo(id);
  }

  private KeyWrapping load(Mode mode) {
    var config = new ConfigSources(home, null, environment, Map.of()).load(mode).config();
    return new KeySources(config, mode, new SecureRandom()).load();
  }
}
