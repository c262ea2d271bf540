package io.flagpost.signing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Signs with the keys of the newest ring; keeps a prepared and tested signature object for each
 * key. One thread.
 */
final class KeySigner {
  private static final String SELF_TEST = "Flagpost self-test";

  private final Supplier<KeyRing> keys;
  private final SignatureProvider provider;
  private final Map<String, Signature> prepared = new HashMap<>();
  private @Nullable KeyRing ring;

  KeySigner(Supplier<KeyRing> keys, SignatureProvider provider) {
    this.keys = keys;
    this.provider = provider;
  }

  /** Returns the signature in standard padded Base64. */
  String sign(SignRequest request) throws GeneralSecurityException {
    Signature signature = signatureFor(request.keyId());
    try {
      signature.update(request.text().getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException | RuntimeException e) {
      prepared.remove(request.keyId()); // it may contain a part of this text
      throw e;
    }
  }

  /**
   * Signs with a key and verifies the signature with the JDK's provider. Blocking; any thread.
   *
   * @return a signature object that is ready to sign
   * @throws IllegalStateException naming the key, if it is unusable
   */
  static Signature prove(SigningKey key, SignatureProvider provider) {
    try {
      byte[] text = SELF_TEST.getBytes(StandardCharsets.UTF_8);
      Signature signer = provider.signer(key);
      signer.update(text);
      Signature verifier = Signature.getInstance(key.published().algorithm().jcaName());
      verifier.initVerify(key.published().publicKey());
      byte[] made = signer.sign();
      verifier.update(text);
      if (!verifier.verify(made)) {
        throw new IllegalStateException(
            key + " is unusable: its public key does not verify signatures of its private key");
      }
      return signer;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(key + " is unusable: it cannot sign", e);
    }
  }

  /**
   * Prepares every key of the ring.
   *
   * @throws IllegalStateException naming the first key that is unusable
   */
  void prepareAll() {
    for (SigningKey key : keys.get().keys()) {
      prepared.put(key.keyId(), prove(key, provider));
    }
  }

  private Signature signatureFor(String keyId) throws GeneralSecurityException {
    KeyRing newest = keys.get();
    if (newest != ring) {
      prepared.keySet().retainAll(newest.keyIds()); // the same id means the same key
      ring = newest;
    }
    Signature signature = prepared.get(keyId);
    if (signature == null) {
      SigningKey key = newest.withId(keyId);
      if (key == null) {
        throw new GeneralSecurityException("no key " + keyId + " is on the ring");
      }
      signature = prove(key, provider);
      prepared.put(keyId, signature);
    }
    return signature;
  }
}
