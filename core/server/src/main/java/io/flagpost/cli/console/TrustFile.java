package io.flagpost.cli.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The file of {@code --cacert}: trusts the authorities in a PEM file, and no others. */
public final class TrustFile {
  private TrustFile() {}

  /**
   * Reads the file. Blocking.
   *
   * @throws CommandFailure if it is unusable, with the reason
   */
  public static SSLContext load(Path file) {
    Collection<? extends Certificate> certificates = certificates(file);
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("ca-" + number++, certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("The JDK cannot trust a certificate", e);
    }
  }

  private static Collection<? extends Certificate> certificates(Path file) {
    byte[] content = read(file);
    String text = new String(content, ISO_8859_1);
    if (!text.contains("-----BEGIN CERTIFICATE-----")) {
      throw useless(file, "there is no certificate in PEM in it" + insteadOfOne(text));
    }
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(content));
    } catch (CertificateException e) {
      // Its message is about the fields inside, such as "signed fields invalid".
      throw useless(
          file, "a certificate in it is damaged: copy it again, with its first and last line");
    }
  }

  private static String insteadOfOne(String text) {
    if (text.contains("PRIVATE KEY-----")) {
      return ", but a private key: name the authority's certificate";
    }
    return text.contains("CERTIFICATE REQUEST-----")
        ? ", but a request for one: name the certificate that the authority issued"
        : "";
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw useless(file, "there is no such file");
    } catch (IOException e) {
      throw useless(file, "it cannot be read: " + e.getMessage());
    }
  }

  private static CommandFailure useless(Path file, String reason) {
    return new CommandFailure(ExitCodes.USAGE, "--cacert " + file + ": " + reason);
  }
}
