package io.flagpost.plugin.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;

/**
 * Detached signatures of plugins: {@code acme.jar.sig}, beside {@code acme.jar}, contains the
 * Base64 of an Ed25519 signature (RFC 8032) over the jar's bytes. Keys are PEM files in OpenSSL's
 * formats: PKCS #8 without a password, and SubjectPublicKeyInfo.
 */
public final class PluginSignatures {
  private static final String ALGORITHM = "Ed25519";
  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";
  private static final int MOST_SIGNATURE_BYTES = 1024;

  private PluginSignatures() {}

  /** The path of a file's signature. */
  public static Path signatureOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".sig");
  }

  /** The file that a signature belongs to, by its name, which ends in {@code .sig}. */
  static Path signed(Path signature) {
    String name = signature.getFileName().toString();
    return signature.resolveSibling(name.substring(0, name.length() - ".sig".length()));
  }

  /**
   * Signs a file, and writes or replaces the signature beside it.
   *
   * @return the path of the signature
   */
  public static Path sign(Path file, PrivateKey key) throws IOException {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(Files.readAllBytes(file));
      String text = Base64.getEncoder().encodeToString(signature.sign()) + "\n";
      return Files.writeString(signatureOf(file), text);
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot sign with this key", e);
    }
  }

  /**
   * Whether a text is a signature of one of these keys over a file's bytes. A malformed one is not.
   *
   * @param signature the content of a {@code .sig} file
   */
  public static boolean verify(Path file, String signature, Collection<PublicKey> keys)
      throws IOException {
    byte[] content = Files.readAllBytes(file);
    return keys.stream().anyMatch(key -> fits(content, signature.strip(), key));
  }

  private static boolean fits(byte[] content, String text, PublicKey key) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(content);
      return Base64.getEncoder().encodeToString(bytes).equals(text) && signature.verify(bytes);
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      return false; // not Base64, not a signature, or a key of another type
    }
  }

  /**
   * Reads a {@code .sig} file.
   *
   * @throws IOException if it cannot be read or is too long for a signature
   */
  public static String read(Path signature) throws IOException {
    if (Files.size(signature) > MOST_SIGNATURE_BYTES) {
      throw new IOException(signature.getFileName() + " is too long for a signature");
    }
    return new String(Files.readAllBytes(signature), StandardCharsets.ISO_8859_1);
  }

  /**
   * Generates a key pair. Neither file may exist; the private one is readable by its owner only,
   * where the file system supports that.
   */
  public static void generate(Path privateKey, Path publicKey) throws IOException {
    KeyPair pair;
    try {
      pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has Ed25519", e);
    }
    Path whole = privateKey.toAbsolutePath();
    boolean posix =
        Files.getFileStore(whole.resolveSibling(".")).supportsFileAttributeView("posix");
    FileAttribute<?>[] closed =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    Files.createFile(whole, closed);
    Files.writeString(whole, pem(PRIVATE, pair.getPrivate().getEncoded()));
    String text = pem(PUBLIC, pair.getPublic().getEncoded());
    Files.writeString(publicKey, text, StandardOpenOption.CREATE_NEW);
  }

  /**
   * Reads a private key.
   *
   * @throws IOException if it cannot be read or is not an Ed25519 key in PKCS #8
   */
  public static PrivateKey readPrivateKey(Path file) throws IOException {
    try {
      byte[] encoded = unwrap(file, PRIVATE);
      return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " is not an Ed25519 private key", e);
    }
  }

  /**
   * Reads a public key.
   *
   * @throws IOException if it cannot be read or is not an Ed25519 key
   */
  public static PublicKey readPublicKey(Path file) throws IOException {
    try {
      byte[] encoded = unwrap(file, PUBLIC);
      return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " is not an Ed25519 public key", e);
    }
  }

  private static String pem(String type, byte[] encoded) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }

  private static byte[] unwrap(Path file, String type) throws IOException {
    String read = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    String text = read.replaceFirst("^\\uFEFF", "").strip();
    String begin = "-----BEGIN " + type + "-----";
    String end = "-----END " + type + "-----";
    if (!text.startsWith(begin) || !text.endsWith(end)) {
      throw new IOException(file + " is not a PEM file with one " + type);
    }
    String body = text.substring(begin.length(), text.length() - end.length());
    try {
      return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is not valid Base64", e);
    }
  }
}
