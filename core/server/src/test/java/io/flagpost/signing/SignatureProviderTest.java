package io.flagpost.signing;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.wire.SigningAlgorithm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.SignatureSpi;
import java.security.spec.X509EncodedKeySpec;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SignatureProviderTest {

  /** Prints the provider that a JVM of its own chooses. */
  static final class Chooser {
    private Chooser() {}

    public static void main(String[] args) {
      System.out.println("chosen: " + SignatureProvider.choose());
    }
  }

  @Test
  void accpIsChosenWhereItWorksAndIsInstalledNowhere() {
    assertThat(SignatureProvider.choose()).asString().startsWith("AmazonCorrettoCryptoProvider");
    assertThat(Security.getProvider("AmazonCorrettoCryptoProvider")).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void bothProvidersMakeTheSameBytes(SigningAlgorithm algorithm) throws Exception {
    SigningKey key = TestKeys.key(null, algorithm);

    for (String text : new String[] {"", "a", "ü".repeat(10_000)}) {
      assertThat(sign(SignatureProvider.choose(), key, text))
          .isEqualTo(sign(SignatureProvider.jdk(), key, text));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theJdkVerifiesUnderTheKeysThatBothMake(boolean accp) throws Exception {
    SignatureProvider provider = accp ? SignatureProvider.choose() : SignatureProvider.jdk();
    KeyMaterial made = KeyMaterial.generate(3072, provider);
    assertThat(made.publicKey().getModulus().bitLength()).isEqualTo(3072);
    assertThat(made.publicKey().getPublicExponent()).isEqualTo(65_537);
    PublishedKey published =
        new PublishedKey(null, SigningAlgorithm.RS256, made.publicKey(), TestKeys.START);

    byte[] signed = sign(provider, new SigningKey(published, made.privateKey(), null, null), "a");

    java.security.Signature verifier =
        java.security.Signature.getInstance(SigningAlgorithm.RS256.jcaName());
    verifier.initVerify(
        KeyFactory.getInstance("RSA")
            .generatePublic(new X509EncodedKeySpec(made.publicKey().getEncoded())));
    verifier.update("a".getBytes(StandardCharsets.UTF_8));
    assertThat(verifier.verify(signed)).isTrue();
  }

  @Test
  void theJdkSignsWhereTheNativeLibraryDoesNotLoad(@TempDir Path directory) throws Exception {
    Path noDirectory = Files.createFile(directory.resolve("file"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + noDirectory,
                "-Dcom.amazon.corretto.crypto.provider.tmpdir=" + noDirectory,
                "-cp",
                System.getProperty("java.class.path"),
                Chooser.class.getName())
            .redirectErrorStream(true)
            .start();
    String output;
    try {
      output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(output).contains("chosen: SunRsaSign").contains("native library does not load");
  }

  @Test
  void theJdkSignsWhereTheClassesDoNotLink() {
    SignatureProvider chosen =
        SignatureProvider.choose(
            () -> {
              throw new NoClassDefFoundError("com/amazon/corretto");
            });

    assertThat(chosen).asString().startsWith("SunRsaSign");
  }

  @Test
  void aProviderThatSignsWronglyIsNotUsed() {
    assertThat(SignatureProvider.choose(WrongProvider::new)).asString().startsWith("SunRsaSign");
  }

  private static byte[] sign(SignatureProvider provider, SigningKey key, String text)
      throws GeneralSecurityException {
    PrivateKey own = provider.privateKey(key.privateKey().getEncoded());
    java.security.Signature signature =
        provider.signer(new SigningKey(key.published(), own, null, null));
    signature.update(text.getBytes(StandardCharsets.UTF_8));
    return signature.sign();
  }

  /** Has the JDK's keys, and signs everything with the same zeros. */
  private static final class WrongProvider extends Provider {
    private static final long serialVersionUID = 1L;

    WrongProvider() {
      super("Wrong", "1", "signs wrongly");
      Provider jdk = Security.getProvider("SunRsaSign");
      put("KeyFactory.RSA", jdk.getService("KeyFactory", "RSA").getClassName());
      put("Signature.SHA256withRSA", Zeros.class.getName());
    }
  }

  /** A signature of zeros. */
  public static final class Zeros extends SignatureSpi {
    @Override
    protected void engineInitVerify(java.security.PublicKey publicKey) {}

    @Override
    protected void engineInitSign(PrivateKey privateKey) {}

    @Override
    protected void engineUpdate(byte b) {}

    @Override
    protected void engineUpdate(byte[] b, int off, int len) {}

    @Override
    protected byte[] engineSign() {
      return new byte[256];
    }

    @Override
    protected boolean engineVerify(byte[] sigBytes) {
      return true;
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String param, Object value) {}

    @Override
    @Deprecated
    protected Object engineGetParameter(String param) {
      throw new UnsupportedOperationException();
    }
  }
}
