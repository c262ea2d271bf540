package io.flagpost.admin.audit;

import io.flagpost.platform.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** Signs checkpoints with Ed25519 (RFC 8032). Any thread. */
final class CheckpointKey {
  /** The purpose for which its seed is derived. */
  static final String PURPOSE = "audit checkpoint";

  private final Ed25519PrivateKeyParameters key;

  CheckpointKey(byte[] seed) {
    this.key = new Ed25519PrivateKeyParameters(seed, 0);
  }

  byte[] sign(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, key);
    signer.update(bytes, 0, bytes.length);
    return signer.generateSignature();
  }

  Public publicKey() {
    return new Public(key.generatePublicKey().getEncoded());
  }

  /** The public key that verifies them. */
  static final class Public {
    static final int LENGTH = 32;

    /** The prefix of the 32 bytes in a SubjectPublicKeyInfo (RFC 8410). */
    private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

    private final byte[] bytes;

    Public(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    boolean verifies(String text, byte[] signature) {
      byte[] signed = text.getBytes(StandardCharsets.UTF_8);
      Ed25519Signer verifier = new Ed25519Signer();
      verifier.init(false, new Ed25519PublicKeyParameters(bytes, 0));
      verifier.update(signed, 0, signed.length);
      return verifier.verifySignature(signature);
    }

    byte[] bytes() {
      return bytes.clone();
    }

    /** The SubjectPublicKeyInfo in Base64, which every library reads. */
    String text() {
      return Base64.getEncoder().encodeToString(spki());
    }

    /** SHA-256 of the SubjectPublicKeyInfo, short enough to write down. */
    String fingerprint() {
      return "SHA256:" + HexFormat.of().formatHex(Sha256.digest().digest(spki()));
    }

    private byte[] spki() {
      byte[] spki = new byte[SPKI.length + LENGTH];
      System.arraycopy(SPKI, 0, spki, 0, SPKI.length);
      System.arraycopy(bytes, 0, spki, SPKI.length, LENGTH);
      return spki;
    }
  }
}
