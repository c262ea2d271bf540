package io.flagpost.platform.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.platform.kek.KeyEncryptionKey;
import io.flagpost.platform.kek.KeyWrapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptedFileTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] CONTENT = "what nobody else may read".getBytes(UTF_8);

  @TempDir private Path folder;

  private final KeyEncryptionKey key = key();
  private Path path;

  @BeforeEach
  void name() {
    path = folder.resolve("reference.snapshot");
  }

  @Test
  void whatWasWrittenIsReadAndNothingOfItLiesOpen() throws Exception {
    EncryptedFile file = file(key);

    assertThat(file.read()).isEmpty();
    file.write("before".getBytes(UTF_8));
    file.write(CONTENT);

    assertThat(file.read()).contains(CONTENT);
    assertThat(new String(Files.readAllBytes(path), UTF_8)).doesNotContain("nobody");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(folder).isDirectoryNotContaining(other -> !other.equals(path));
  }

  @Test
  void oneChangedByteAnywhereMakesItUnusable() throws Exception {
    EncryptedFile file = file(key);
    file.write(CONTENT);
    byte[] whole = Files.readAllBytes(path);

    for (int i = 0; i < whole.length; i++) {
      byte[] changed = whole.clone();
      changed[i] ^= 1;
      Files.write(path, changed);

      assertThatThrownBy(file::read).isInstanceOf(UnusableSnapshotException.class);
      assertThat(Files.readAllBytes(path)).isEqualTo(changed);
    }
  }

  @Test
  void aFileThatIsCutOffAtAnyPlaceIsUnusable() throws Exception {
    EncryptedFile file = file(key);
    file.write(CONTENT);
    byte[] whole = Files.readAllBytes(path);

    for (int length = 0; length < whole.length; length++) {
      Files.write(path, Arrays.copyOf(whole, length));

      assertThatThrownBy(file::read).isInstanceOf(UnusableSnapshotException.class);
    }
  }

  @Test
  void aFileUnderAnotherKeyIsUnusableAndNamesThatKey() throws Exception {
    KeyEncryptionKey foreign = key();
    file(foreign).write(CONTENT);

    assertThatThrownBy(() -> file(key).read())
        .isInstanceOf(UnusableSnapshotException.class)
        .hasMessageContaining(foreign.id())
        .hasMessageContaining(key.id());
  }

  @Test
  void aFileUnderTheKeyBeforeIsReadAndTheNextIsUnderTheKeyInForce() throws Exception {
    KeyEncryptionKey before = key();
    file(before).write(CONTENT);
    EncryptedFile file = new EncryptedFile(path, new KeyWrapping(key, List.of(before)));

    assertThat(file.read()).contains(CONTENT);
    file.write(CONTENT);

    assertThat(file(key).read()).contains(CONTENT);
  }

  @Test
  void aFileThatCannotBeReadIsUnusable() throws IOException {
    EncryptedFile file = file(key);
    Files.createDirectory(path);

    assertThatThrownBy(file::read).isInstanceOf(UnusableSnapshotException.class);
  }

  @Test
  void whatIsSetAsideIsNeverReplaced() throws Exception {
    EncryptedFile file = file(key);

    file.write(CONTENT);
    Path first = file.setAside("unusable");
    file.write("later".getBytes(UTF_8));
    Path second = file.setAside("unusable");

    assertThat(first).exists().isNotEqualTo(second);
    assertThat(second).exists();
    assertThat(path).doesNotExist();
  }

  @Test
  void aDraftThatAnotherRunLeftIsNoHindrance() throws Exception {
    EncryptedFile file = file(key);
    Files.writeString(folder.resolve("reference.snapshot.new"), "half of it");

    file.write(CONTENT);

    assertThat(file.read()).contains(CONTENT);
  }

  private EncryptedFile file(KeyEncryptionKey used) {
    return new EncryptedFile(path, new KeyWrapping(used, List.of()));
  }

  private static KeyEncryptionKey key() {
    return new KeyEncryptionKey(RANDOM.generateSeed(32), RANDOM);
  }
}
