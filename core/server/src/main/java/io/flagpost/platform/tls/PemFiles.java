package io.flagpost.platform.tls;

import io.flagpost.platform.files.Secret;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate and its key in PEM files.
 *
 * @param section the prefix of their settings
 * @param certificate the certificate, followed by the intermediate certificates
 * @param key the private key in PKCS #1, SEC 1 or PKCS #8
 * @param keyPassword the key's password; empty if it is not encrypted
 */
public record PemFiles(String section, Path certificate, Path key, Secret keyPassword)
    implements TlsFiles {

  @Override
  public List<SettingFile> files() {
    return List.of(certificateFile(), keyFile());
  }

  @Override
  public KeyAndChain parse(List<byte[]> contents) {
    List<X509Certificate> chain = Pem.certificates(certificateFile(), contents.get(0));
    PrivateKey privateKey = Pem.privateKey(keyFile(), contents.get(1), keyPassword);
    if (!KeyAndChain.belong(privateKey, chain.get(0))) {
      boolean later = chain.stream().anyMatch(other -> KeyAndChain.belong(privateKey, other));
      throw later
          ? certificateFile().broken("the server's own certificate must come first")
          : keyFile().broken("does not belong to the certificate in " + certificate);
    }
    return new KeyAndChain(privateKey, chain);
  }

  private SettingFile certificateFile() {
    return new SettingFile(section + ".certificate", certificate);
  }

  private SettingFile keyFile() {
    return new SettingFile(section + ".key", key);
  }
}
