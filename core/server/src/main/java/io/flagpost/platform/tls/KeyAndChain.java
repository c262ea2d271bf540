package io.flagpost.platform.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** A private key, its certificate, and the intermediate certificates. */
final class KeyAndChain {
  private static final char[] IN_MEMORY = new char[0];
  private static final byte[] PROBE = {1, 2, 3};

  private final PrivateKey key;
  private final List<X509Certificate> chain;

  /**
   * @param chain the key's own certificate first
   */
  KeyAndChain(PrivateKey key, List<X509Certificate> chain) {
    this.key = key;
    this.chain = List.copyOf(chain);
  }

  /** Whether a certificate verifies the key's signatures. */
  static boolean belong(PrivateKey key, X509Certificate certificate) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(PROBE);
      byte[] signature = signing.sign();
      Signature verifying = Signature.getInstance(algorithm);
      verifying.initVerify(certificate.getPublicKey());
      verifying.update(PROBE);
      return verifying.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // a key of another type
    }
  }

  /** A key manager that presents it under an alias. */
  X509ExtendedKeyManager keyManager(String alias) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(alias, key, IN_MEMORY, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
      factory.init(store, IN_MEMORY);
      for (KeyManager manager : factory.getKeyManagers()) {
        if (manager instanceof X509ExtendedKeyManager found) {
          return found;
        }
      }
      throw new IllegalStateException("The JDK has no key manager for X.509");
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Why it is not valid now; empty if it is. */
  Optional<String> objection(Instant now) {
    if (now.isAfter(expiry())) {
      return Optional.of("expired at " + expiry());
    }
    Instant begin = own().getNotBefore().toInstant();
    return now.isBefore(begin) ? Optional.of("is not valid before " + begin) : Optional.empty();
  }

  /** When the first certificate of the chain expires. */
  private Instant expiry() {
    return chain.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  private X509Certificate own() {
    return chain.get(0);
  }

  /** Its subject and validity; nothing secret. */
  @Override
  public String toString() {
    return "certificate for "
        + own().getSubjectX500Principal().getName()
        + ", valid until "
        + expiry();
  }
}
