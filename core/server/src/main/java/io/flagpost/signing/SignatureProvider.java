package io.flagpost.signing;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import io.flagpost.wire.SigningAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The provider of signing keys and signatures: the Amazon Corretto Crypto Provider (ACCP), about
 * four times as fast, where its native library works; otherwise the JDK's. Used directly and never
 * installed, so that the rest of the process keeps the JDK's cryptography. Any thread.
 */
public final class SignatureProvider {
  private static final Logger LOG = LoggerFactory.getLogger(SignatureProvider.class);

  private final Provider provider;

  private SignatureProvider(Provider provider) {
    this.provider = provider;
  }

  /** Chooses the provider for this machine, and logs the choice and the reason. Blocking. */
  public static SignatureProvider choose() {
    return choose(SignatureProvider::corretto);
  }

  static SignatureProvider choose(Supplier<Provider> preferred) {
    try {
      SignatureProvider candidate = proven(preferred.get());
      LOG.info("Signing with {}: its known-answer test passed", candidate);
      return candidate;
      // A native library that does not load is a LinkageError.
    } catch (LinkageError | RuntimeException | GeneralSecurityException e) {
      SignatureProvider jdk = jdk();
      LOG.warn(
          "Signing with {}, which is slower, because ACCP does not work here: {}", jdk, reason(e));
      return jdk;
    }
  }

  /** The JDK's own. */
  static SignatureProvider jdk() {
    try {
      return proven(KeyFactory.getInstance("RSA").getProvider());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform cannot sign with RSA", e);
    }
  }

  /** A signature object, ready to sign; for one thread at a time. */
  Signature signer(SigningKey key) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(key.published().algorithm().jcaName(), provider);
    signature.initSign(key.privateKey());
    return signature;
  }

  /**
   * Reads a PKCS #8 private key into this provider's own form, so that signing needs no conversion.
   */
  PrivateKey privateKey(byte[] pkcs8) throws GeneralSecurityException {
    return KeyFactory.getInstance("RSA", provider).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }

  /** A generator of RSA keys of this length; for one thread at a time. */
  KeyPairGenerator keyPairs(int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", provider);
    generator.initialize(bits);
    return generator;
  }

  @Override
  public String toString() {
    return provider.getName() + " " + provider.getVersionStr();
  }

  private static Provider corretto() {
    AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
    Throwable error = provider.getLoadingError();
    if (error != null) {
      throw new IllegalStateException("its native library does not load: " + error, error);
    }
    return provider;
  }

  private static SignatureProvider proven(Provider provider) throws GeneralSecurityException {
    SignatureProvider candidate = new SignatureProvider(provider);
    Properties known = knownAnswer();
    byte[] text = required(known, "text").getBytes(StandardCharsets.US_ASCII);
    PrivateKey privateKey = candidate.privateKey(bytes(known, "private-key"));
    PublicKey publicKey =
        KeyFactory.getInstance("RSA", provider)
            .generatePublic(new X509EncodedKeySpec(bytes(known, "public-key")));
    for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
      byte[] expected = bytes(known, algorithm.name());
      Signature signature = Signature.getInstance(algorithm.jcaName(), provider);
      signature.initSign(privateKey);
      signature.update(text);
      if (!Arrays.equals(signature.sign(), expected)) {
        throw new GeneralSecurityException("it signs wrongly with " + algorithm);
      }
      signature.initVerify(publicKey);
      signature.update(text);
      if (!signature.verify(expected)) {
        throw new GeneralSecurityException("it verifies wrongly with " + algorithm);
      }
    }
    return candidate;
  }

  private static Properties knownAnswer() {
    Properties properties = new Properties();
    try (InputStream in =
        Objects.requireNonNull(
            SignatureProvider.class.getResourceAsStream("known-answer.properties"))) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  private static byte[] bytes(Properties known, String name) {
    return Base64.getDecoder().decode(required(known, name));
  }

  private static String required(Properties known, String name) {
    return Objects.requireNonNull(known.getProperty(name), name);
  }

  private static String reason(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
