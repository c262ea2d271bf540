package io.flagpost.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;

/** An authority of a test's own, which gives out certificates for 127.0.0.1. */
public final class Certificates {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyPair keys = rsa();
  private final X509Certificate root;

  public Certificates() {
    this.root = sign("Test authority", keys, null, Instant.now().plus(Duration.ofDays(2)));
  }

  /** A certificate in force, with an RSA key. */
  public Issued issue(String name) {
    return issue(name, rsa());
  }

  /** A certificate in force. */
  public Issued issue(String name, KeyPair pair) {
    return issue(name, pair, Instant.now().plus(Duration.ofDays(1)));
  }

  /** A certificate for a key pair. */
  public Issued issue(String name, KeyPair pair, Instant expiry) {
    return new Issued(pair.getPrivate(), List.of(sign(name, pair, root, expiry), root));
  }

  /** This authority's own certificate in PEM. */
  public String certificate() {
    return Issued.pem(root);
  }

  /** Trusts this authority and nobody else. */
  public SSLContext clientContext() {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("root", root);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public static KeyPair rsa() {
    return keyPair("RSA", 2048);
  }

  public static KeyPair ec() {
    return keyPair("EC", 256);
  }

  private static KeyPair keyPair(String algorithm, int size) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(size);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Certificate sign(
      String name, KeyPair pair, @Nullable X509Certificate issuer, Instant expiry) {
    X500Principal subject = new X500Principal("CN=" + name);
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer == null ? subject : issuer.getSubjectX500Principal(),
              new BigInteger(64, RANDOM),
              Date.from(expiry.minus(Duration.ofDays(3))),
              Date.from(expiry),
              subject,
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(issuer == null));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A private key with its certificate.
   *
   * @param key the private key
   * @param chain its certificate, then the authority's
   */
  public record Issued(PrivateKey key, List<X509Certificate> chain) {

    /** The certificates in PEM. */
    public String certificates() {
      return pem(chain.toArray());
    }

    /** The key in PEM and PKCS #8. */
    public String pkcs8() {
      try {
        return pem(new JcaPKCS8Generator(key, null));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    /** The key in PEM as OpenSSL wrote it first: PKCS #1 for RSA, SEC 1 for EC. */
    public String traditional() {
      try {
        return pem(
            key instanceof ECPrivateKey elliptic
                ? new PemObject("EC PRIVATE KEY", sec1(elliptic))
                : new JcaMiscPEMGenerator(key, null));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    /** With the curve's name in it, as OpenSSL writes it and Bouncy Castle does not. */
    private static byte[] sec1(ECPrivateKey key) throws IOException {
      return new org.bouncycastle.asn1.sec.ECPrivateKey(
              key.getParams().getOrder().bitLength(),
              key.getS(),
              PrivateKeyInfo.getInstance(key.getEncoded()).getPrivateKeyAlgorithm().getParameters())
          .getEncoded();
    }

    /** The key in PEM and PKCS #8, encrypted. */
    public String encrypted(String password) {
      try {
        return pem(
            new JcaPKCS8Generator(
                key,
                new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                    .setProvider(new BouncyCastleProvider())
                    .setPassword(password.toCharArray())
                    .build()));
      } catch (IOException | OperatorCreationException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Writes a PKCS #12 file with both. */
    public Path writeKeyStore(Path file, String password) {
      try (OutputStream out = Files.newOutputStream(file)) {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
            "own", key, password.toCharArray(), chain.toArray(X509Certificate[]::new));
        store.store(out, password.toCharArray());
        return file;
      } catch (IOException | GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    private static String pem(Object... objects) {
      StringWriter text = new StringWriter();
      try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
        for (Object object : objects) {
          writer.writeObject(object);
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      return text.toString();
    }
  }
}
