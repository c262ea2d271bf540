package io.flagpost.bench.micro;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One RSA-2048 signature over the characters of an answer, with either provider. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
public class SigningBenchmark {
  private static final byte[] TEXT = "e".repeat(140).getBytes(StandardCharsets.US_ASCII);

  @Param({"corretto", "jdk"})
  public String provider = "jdk";

  private Signature signature;

  public SigningBenchmark() {
    this.signature = prepare(jdk());
  }

  @Setup
  public void choose() {
    signature = prepare("jdk".equals(provider) ? jdk() : AmazonCorrettoCryptoProvider.INSTANCE);
  }

  @Benchmark
  public byte[] sign() throws GeneralSecurityException {
    signature.update(TEXT);
    return signature.sign();
  }

  private static Provider jdk() {
    return Security.getProvider("SunRsaSign");
  }

  private static Signature prepare(Provider provider) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", jdk());
      generator.initialize(2048);
      byte[] encoded = generator.generateKeyPair().getPrivate().getEncoded();
      PrivateKey key =
          KeyFactory.getInstance("RSA", provider).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      Signature signature = Signature.getInstance("SHA256withRSA", provider);
      signature.initSign(key);
      return signature;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
