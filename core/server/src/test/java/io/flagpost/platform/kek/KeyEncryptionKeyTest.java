package io.flagpost.platform.kek;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyEncryptionKeyTest {
  private static final byte[] SECRET = "a secret".getBytes(StandardCharsets.UTF_8);

  private final SecureRandom random = new SecureRandom();
  private final KeyEncryptionKey kek = new KeyEncryptionKey(random.generateSeed(32), random);

  @Test
  void whatWasSealedOpensInItsContext() {
    byte[] sealed = kek.seal(SECRET, "here");

    assertThat(kek.open(sealed, "here")).isEqualTo(SECRET);
    assertThat(kek.seal(SECRET, "here")).as("a nonce is never used twice").isNotEqualTo(sealed);
  }

  @Test
  void nothingElseOpens() {
    byte[] sealed = kek.seal(SECRET, "here");
    KeyEncryptionKey other = new KeyEncryptionKey(new byte[32], random);

    assertThatThrownBy(() -> kek.open(sealed, "there")).isInstanceOf(KeyEncryptionException.class);
    assertThatThrownBy(() -> other.open(sealed, "here")).isInstanceOf(KeyEncryptionException.class);
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> kek.open(changed, "here"))
          .isInstanceOf(KeyEncryptionException.class);
      byte[] cut = Arrays.copyOf(sealed, i);
      assertThatThrownBy(() -> kek.open(cut, "here")).isInstanceOf(KeyEncryptionException.class);
    }
  }

  @Test
  void theFileIsMadeOnceForItsOwnerOnly(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("keys/kek");

    KeyEncryptionKey made = new KeyEncryptionKeyFile(file, random).loadOrCreate();
    KeyEncryptionKey read = new KeyEncryptionKeyFile(file, random).loadOrCreate();

    assertThat(read.open(made.seal(SECRET, "here"), "here")).isEqualTo(SECRET);
    assertThat(file).hasSize(32);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(directory.resolve("keys")).isDirectoryContaining("glob:**/kek");
    try (var files = Files.list(directory.resolve("keys"))) {
      assertThat(files).as("no draft is left behind").containsExactly(file);
    }
  }

  @Test
  void processesThatStartTogetherEndWithOneKey(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("kek");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<String>> ids =
          threads.invokeAll(
              IntStream.range(0, 8)
                  .<java.util.concurrent.Callable<String>>mapToObj(
                      i -> () -> new KeyEncryptionKeyFile(file, random).loadOrCreate().id())
                  .toList());
      for (Future<String> id : ids) {
        assertThat(id.get()).isEqualTo(ids.get(0).get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aMalformedFileIsNamedAndLeftAlone(@TempDir Path directory) throws Exception {
    Path file = Files.write(directory.resolve("kek"), new byte[31]);

    assertThatThrownBy(() -> new KeyEncryptionKeyFile(file, random).loadOrCreate())
        .isInstanceOf(KeyEncryptionException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("neither Base64 nor hexadecimal");
    assertThat(file).hasSize(31);
  }

  @Test
  void noTextNamesTheKey() {
    byte[] key = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    assertThat(new KeyEncryptionKey(key, random).toString())
        .matches("KeyEncryptionKey\\[[0-9a-f]{16}]")
        .doesNotContain("30313233");
  }
}
