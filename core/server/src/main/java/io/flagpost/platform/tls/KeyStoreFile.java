package io.flagpost.platform.tls;

import io.flagpost.platform.files.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A certificate and its key in a PKCS #12 file.
 *
 * @param section the prefix of its settings
 * @param keystore the file
 * @param password its password; may be empty
 */
public record KeyStoreFile(String section, Path keystore, Secret password) implements TlsFiles {

  @Override
  public List<SettingFile> files() {
    return List.of(file());
  }

  @Override
  public KeyAndChain parse(List<byte[]> contents) {
    char[] secret = password.value().toCharArray();
    try {
      KeyStore store = open(contents.get(0), secret);
      List<String> keys = new ArrayList<>();
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)) {
          keys.add(alias);
        }
      }
      if (keys.size() != 1) {
        throw file().broken("holds " + keys.size() + " private keys, where one is due");
      }
      return identity(store, keys.get(0), secret);
    } catch (GeneralSecurityException e) {
      throw file().broken("cannot be used (" + e.getClass().getSimpleName() + ")");
    } finally {
      Arrays.fill(secret, '\0');
    }
  }

  private KeyStore open(byte[] content, char[] secret) throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(new ByteArrayInputStream(content), secret);
      return store;
    } catch (IOException e) {
      boolean locked = e.getCause() instanceof UnrecoverableKeyException;
      throw file()
          .broken(
              locked
                  ? section + ".keystore-password does not open it"
                  : "is no PKCS #12 key store");
    }
  }

  private KeyAndChain identity(KeyStore store, String alias, char[] secret)
      throws GeneralSecurityException {
    List<X509Certificate> chain = new ArrayList<>();
    Certificate[] found = store.getCertificateChain(alias);
    for (Certificate each : found == null ? new Certificate[0] : found) {
      if (each instanceof X509Certificate certificate) {
        chain.add(certificate);
      }
    }
    if (!(store.getKey(alias, secret) instanceof PrivateKey key) || chain.isEmpty()) {
      throw file().broken("holds no private key with a certificate");
    }
    if (!KeyAndChain.belong(key, chain.get(0))) {
      throw file().broken("its private key does not belong to its certificate");
    }
    return new KeyAndChain(key, chain);
  }

  private SettingFile file() {
    return new SettingFile(section + ".keystore", keystore);
  }
}
