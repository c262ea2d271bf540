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
 * Signs with the keys of the newest ring; keeps a prepared signature object per key. One thread.
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
      prepared.remove(request.keyId()); // it may hold a part of this text
      throw e;
    }
  }

  /**
   * Signs with every active key and verifies the outcome with the JDK's provider.
   *
   * @throws IllegalStateException naming the first key that is of no use
   */
  void selfTest() {
    for (SigningKey key : keys.get().active()) {
      try {
        byte[] made = Base64.getDecoder().decode(sign(new SignRequest(key.keyId(), SELF_TEST)));
        Signature verifier = Signature.getInstance(key.published().algorithm().jcaName());
        verifier.initVerify(key.published().publicKey());
        verifier.update(SELF_TEST.getBytes(StandardCharsets.UTF_8));
        if (!verifier.verify(made)) {
          throw new IllegalStateException(
              key + " is of no use: what its private key signs, its public key does not verify");
        }
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(key + " is of no use: it cannot sign", e);
      }
    }
  }

  private Signature signatureFor(String keyId) throws GeneralSecurityException {
    KeyRing newest = keys.get();
    if (newest != ring) {
      prepared.keySet().retainAll(newest.keyIds()); // an equal id is an equal key
      ring = newest;
    }
    Signature signature = prepared.get(keyId);
    if (signature == null) {
      SigningKey key = newest.withId(keyId);
      if (key == null) {
        throw new GeneralSecurityException("no key " + keyId + " is on the ring");
      }
      signature = provider.signer(key);
      prepared.put(keyId, signature);
    }
    return signature;
  }
}
