package io.flagpost.acceptance;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flagpost.node.StartException;
import io.flagpost.node.config.Mode;
import io.flagpost.platform.kek.KeyEncryptionKeyFile;
import io.flagpost.testing.RunningGateway;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a node from starting, and what the operator is told. */
class StartIT {
  @TempDir private Path folder;

  @Test
  void aDataFolderBelongsToOneNode() {
    Map<String, String> settings = Map.of("data.dir", folder.toString());
    try (RunningGateway first = RunningGateway.start(Mode.PRODUCTION, settings)) {
      assertThatExceptionOfType(StartException.class)
          .isThrownBy(() -> RunningGateway.start(Mode.PRODUCTION, first.database(), settings))
          .withMessageContaining("Another gateway is using " + folder);
    }
  }

  @Test
  void aNodeWithoutTheKeyThatTheSigningKeysAreUnderSaysSo() {
    RunningGateway first = RunningGateway.start(Mode.PRODUCTION, Map.of());
    first.close();
    Path another = folder.resolve("another-kek");
    new KeyEncryptionKeyFile(another, new SecureRandom()).loadOrCreate();

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(
            () ->
                RunningGateway.start(
                    Mode.PRODUCTION, first.database(), Map.of("keys.kek-file", another.toString())))
        .withMessageContaining("key-encryption key");
  }
}
