package io.flagpost.bench.servers;

import io.flagpost.signing.Signer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Makes a signature for every answer, with the JDK's own provider and a key made at start. */
final class PlainSigner implements Signer {
  private static final String PROVIDER = "SunRsaSign";
  private static final int BITS = 2048;

  private final Vertx vertx;
  private final PrivateKey key;

  PlainSigner(Vertx vertx) {
    this.vertx = vertx;
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", PROVIDER);
      generator.initialize(BITS);
      this.key = generator.generateKeyPair().getPrivate();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Future<Signed> sign(@Nullable Long productId, String text, boolean repeatable) {
    return vertx.executeBlocking(() -> new Signed("plain", false, sign(text)), false);
  }

  private String sign(String text) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withRSA", PROVIDER);
    signature.initSign(key);
    signature.update(text.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(signature.sign());
  }
}
