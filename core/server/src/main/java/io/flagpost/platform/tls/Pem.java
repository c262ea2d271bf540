package io.flagpost.platform.tls;

import io.flagpost.platform.coding.PemText;
import io.flagpost.platform.files.Secret;
import io.flagpost.platform.files.TextFile;
import java.io.IOException;
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
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/** Reads PEM files. Bouncy Castle is used directly and not installed as a provider. */
final class Pem {
  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

  private Pem() {}

  /** The certificates of a file, at least one, in order. */
  static List<X509Certificate> certificates(SettingFile file, byte[] content) {
    JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      for (Object object : PemText.blocks(TextFile.ascii(content))) {
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
      for (Object object : PemText.blocks(TextFile.ascii(content))) {
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
}
