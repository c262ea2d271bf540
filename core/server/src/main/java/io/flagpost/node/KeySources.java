package io.flagpost.node;

import io.flagpost.node.config.Config;
import io.flagpost.node.config.Mode;
import io.flagpost.node.config.OptionalFile;
import io.flagpost.platform.files.Secret;
import io.flagpost.platform.kek.KeyEncryptionException;
import io.flagpost.platform.kek.KeyEncryptionKey;
import io.flagpost.platform.kek.KeyEncryptionKeyFile;
import io.flagpost.platform.kek.KeyWrapping;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** Finds the key-encryption keys that the configuration names. Blocking. */
public final class KeySources {
  private static final String OWN_FILE = "keys/kek";

  private final Config config;
  private final Mode mode;
  private final SecureRandom random;

  public KeySources(Config config, Mode mode, SecureRandom random) {
    this.config = config;
    this.mode = mode;
    this.random = random;
  }

  /**
   * The key in force and the previous one. If none is configured, the embedded database and the
   * demo have their own in the data folder.
   *
   * @throws KeyEncryptionException if a key is missing or unusable, with what to do
   */
  public KeyWrapping load() {
    Config.Keys given = config.keys();
    KeyEncryptionKey current =
        key("keys.kek", given.kek(), given.kekFile()).orElseGet(this::ownKey);
    List<KeyEncryptionKey> previous =
        key("keys.previous-kek", given.previousKek(), given.previousKekFile()).stream().toList();
    return new KeyWrapping(current, previous);
  }

  private Optional<KeyEncryptionKey> key(String name, Secret text, OptionalFile file) {
    return text.isEmpty()
        ? file.path().map(path -> new KeyEncryptionKeyFile(path, random).load())
        : Optional.of(KeyEncryptionKey.ofText(text.value(), name, random));
  }

  private KeyEncryptionKey ownKey() {
    if (!config.database().url().isEmbedded() && mode != Mode.DEMO) {
      throw new KeyEncryptionException(
          "No key-encryption key is given, and with database.url set none is made: the secrets in"
              + " that database need one that outlives this machine and is the same on every node."
              + " Make 32 random bytes (openssl rand -base64 32), keep a copy, and set keys.kek-file"
              + " (FLAGPOST_KEYS_KEK_FILE) to a file that holds them, or FLAGPOST_KEYS_KEK to their"
              + " text. If an earlier version made one on this machine, it is "
              + config.data().dir().resolve(OWN_FILE)
              + ": set keys.kek-file to that");
    }
    return new KeyEncryptionKeyFile(config.data().dir().resolve(OWN_FILE), random).loadOrCreate();
  }
}
