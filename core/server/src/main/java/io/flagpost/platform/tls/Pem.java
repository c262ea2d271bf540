package io.flagpost.platform.tls;

import io.flagpost.platform.files.Secret;
import io.flagpost.platform.files.TextFile;
import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/** Reads what PEM files hold. Bouncy Castle is used by name and not installed. */
final class Pem {
  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

  private Pem() {}

  /** The certificates of a file, one at least, in their order. */
  static List<X509Certificate> certificates(SettingFile file, byte[] content) {
    JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      for (Object object : objects(content)) {
        if (object instanceof X509CertificateHolder holder) {
          certificates.add(converter.getCertificate(holder));
        }
      }
    } catch (IOException | CertificateException e) {
      throw file.broken("is broken, or no PEM file");
    }
    if (certificates.isEmpty()) {
      throw file.broken("holds no certificate in PEM");
    }
    return certificates;
  }

  /** The private key of a file. */
  static PrivateKey privateKey(SettingFile file, byte[] content, Secret password) {
    try {
      PrivateKeyInfo found = null;
      for (Object object : objects(content)) {
        PrivateKeyInfo key = keyInfo(file, object, password);
        if (key != null && found != null) {
          throw file.broken("holds several private keys, where one is due");
        }
        found = key != null ? key : found;
      }
      if (found == null) {
        throw file.broken("holds no private key in PEM");
      }
      return new JcaPEMKeyConverter().getPrivateKey(found);
    } catch (PEMException e) {
      throw file.broken("is a private key of an unknown kind");
    } catch (IOException e) {
      throw file.broken("is broken, or no PEM file");
    }
  }

  private static @Nullable PrivateKeyInfo keyInfo(SettingFile file, Object object, Secret password)
      throws PEMException {
    if (object instanceof PrivateKeyInfo plain) {
      return plain;
    }
    if (object instanceof PEMKeyPair pair) {
      return pair.getPrivateKeyInfo();
    }
    boolean encrypted =
        object instanceof PEMEncryptedKeyPair || object instanceof PKCS8EncryptedPrivateKeyInfo;
    if (encrypted && password.isEmpty()) {
      throw file.broken("is encrypted, and " + file.setting() + "-password is missing");
    }
    return encrypted ? decrypt(file, object, password.value().toCharArray()) : null;
  }

  private static @Nullable PrivateKeyInfo decrypt(
      SettingFile file, Object object, char[] password) {
    try {
      if (object instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
        return encrypted.decryptPrivateKeyInfo(
            new JceOpenSSLPKCS8DecryptorProviderBuilder()
                .setProvider(BOUNCY_CASTLE)
                .build(password));
      }
      if (object instanceof PEMEncryptedKeyPair encrypted) {
        return encrypted
            .decryptKeyPair(
                new JcePEMDecryptorProviderBuilder().setProvider(BOUNCY_CASTLE).build(password))
            .getPrivateKeyInfo();
      }
      return null;
    } catch (IOException | PKCSException | OperatorCreationException e) {
      throw file.broken(file.setting() + "-password does not open it");
    }
  }

  private static List<Object> objects(byte[] content) throws IOException {
    List<Object> objects = new ArrayList<>();
    try (PEMParser parser = new PEMParser(new StringReader(TextFile.ascii(content)))) {
      for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
        objects.add(each);
      }
    } catch (RuntimeException e) {
      throw new IOException("broken", e); // the parser's way to refuse some broken text
    }
    return objects;
  }
}
