package io.flagpost.admin.keys;

import static io.flagpost.admin.keys.KeyDesk.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.Problem;
import io.flagpost.signing.PublishedKey;
import io.flagpost.signing.TestKeys;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KeyImportTest {
  private static final String PASSPHRASE = "a passphrase with ü";
  private static final KeyPair GOOD = TestKeys.pair(2048);
  private static final KeyDesk DESK = new KeyDesk();

  @AfterAll
  static void close() {
    DESK.close();
  }

  static Stream<Arguments> good() throws Exception {
    return Stream.of(
        arguments("PKCS #1", TestKeys.pair(2048), "pkcs1"),
        arguments("PKCS #8", TestKeys.pair(3072), "pkcs8"),
        arguments("PBES2", TestKeys.pair(2048), PKCS8Generator.AES_256_CBC.getId()),
        arguments("PBES1", TestKeys.pair(2048), PKCS8Generator.PBE_SHA1_3DES.getId()),
        arguments("4096 bits", TestKeys.pair(4096), "pkcs8"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("good")
  void aUsableKeyIsTakenOver(String kind, KeyPair pair, String form) throws Exception {
    ObjectNode body = body(pem(pair, form)).put("product_id", 7).put("replace_pending", true);
    if (form.contains(".")) {
      body.put("passphrase", PASSPHRASE);
    }

    JsonNode taken = DESK.call("importSigningKey", body).gives(201);

    String kid = PublishedKey.thumbprint((RSAPublicKey) pair.getPublic());
    assertThat(taken.path("kid").asText()).isEqualTo(kid);
    assertThat(taken.path("state").asText()).isEqualTo("pending");
    assertThat(taken.toString()).doesNotContain("PRIVATE");
    assertThat(DESK.audited.toString()).contains(kid).doesNotContain("PRIVATE", PASSPHRASE);
    assertThat(DESK.ring().keyFor(7L, START.plus(KeyDesk.LEAD)).keyId()).isEqualTo(kid);
    assertThat(DESK.call("importSigningKey", body).refused(409).errors())
        .extracting(FieldError::field)
        .containsExactly("private_key");
  }

  static Stream<Arguments> bad() throws Exception {
    String encrypted = pem(GOOD, PKCS8Generator.AES_256_CBC.getId());
    KeyPairGenerator elliptic = KeyPairGenerator.getInstance("EC");
    KeyPairGenerator smallExponent = KeyPairGenerator.getInstance("RSA");
    smallExponent.initialize(new RSAKeyGenParameterSpec(2048, BigInteger.valueOf(3)));
    return Stream.of(
        arguments("no PEM", "nothing", "", "private_key", "no PEM block"),
        arguments("cut", pem(GOOD, "pkcs8").substring(0, 500), "", "private_key", "PEM block"),
        arguments("1024 bits", pem(TestKeys.pair(1024), "pkcs8"), "", "private_key", "1024 bits"),
        arguments("8192 bits", tooLong(), "", "private_key", "8200 bits"),
        arguments(
            "e = 3", pem(smallExponent.generateKeyPair(), "pkcs8"), "", "private_key", "exponent"),
        arguments("EC", pem(elliptic.generateKeyPair(), "pkcs8"), "", "private_key", "no RSA key"),
        arguments("public", publicPem(), "", "private_key", "no private key"),
        arguments("mixed", mixed(), "", "private_key", "do not belong together"),
        arguments("no passphrase", encrypted, "", "passphrase", "missing"),
        arguments("other passphrase", encrypted, "wrong", "passphrase", "does not open"),
        arguments("old", oldOpenSsl(), PASSPHRASE, "private_key", "topk8"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  void anUnusableKeyIsRefusedWithTheReason(
      String kind, String pem, String passphrase, String field, String reason) {
    ObjectNode body = body(pem);
    if (!passphrase.isEmpty()) {
      body.put("passphrase", passphrase);
    }

    Problem problem = DESK.call("importSigningKey", body).refused(400);

    FieldError error = problem.errors().get(0);
    assertThat(error.field()).isEqualTo(field);
    assertThat(error.reason()).contains(reason);
    assertThat(problem.toString()).doesNotContain("PRIVATE KEY");
  }

  @Test
  void aPassphraseThatWouldTakeForeverIsRefused() throws Exception {
    var encryptor =
        new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
            .setProvider(new BouncyCastleProvider())
            .setIterationCount(1)
            .setPassword(PASSPHRASE.toCharArray())
            .build();
    byte[] der = new JcaPKCS8Generator(GOOD.getPrivate(), encryptor).generate().getContent();
    byte[] expensive = withIterations(der);

    Problem problem =
        DESK.call(
                "importSigningKey",
                body(block("ENCRYPTED PRIVATE KEY", expensive)).put("passphrase", PASSPHRASE))
            .refused(400);

    assertThat(problem.errors().get(0).reason()).contains("too much time");
  }

  private static byte[] withIterations(byte[] der) throws IOException {
    var info = EncryptedPrivateKeyInfo.getInstance(der);
    var pbes2 = PBES2Parameters.getInstance(info.getEncryptionAlgorithm().getParameters());
    var derivation =
        new KeyDerivationFunc(
            PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(new byte[16], Integer.MAX_VALUE));
    return new EncryptedPrivateKeyInfo(
            new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_PBES2,
                new PBES2Parameters(derivation, pbes2.getEncryptionScheme())),
            info.getEncryptedData())
        .getEncoded();
  }

  private static ObjectNode body(String pem) {
    return KeyDesk.object().put("private_key", pem);
  }

  /**
   * @param form pkcs1, pkcs8, or the object identifier of an encryption
   */
  private static String pem(KeyPair pair, String form) throws Exception {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      switch (form) {
        case "pkcs1" -> writer.writeObject(pair.getPrivate());
        case "pkcs8" -> writer.writeObject(new JcaPKCS8Generator(pair.getPrivate(), null));
        default ->
            writer.writeObject(
                new JcaPKCS8Generator(
                    pair.getPrivate(),
                    new JceOpenSSLPKCS8EncryptorBuilder(new ASN1ObjectIdentifier(form))
                        .setProvider(new BouncyCastleProvider())
                        .setRandom(new SecureRandom())
                        .setPassword(PASSPHRASE.toCharArray())
                        .build()));
      }
    }
    return text.toString();
  }

  private static String publicPem() throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(GOOD.getPublic());
    }
    return text.toString();
  }

  private static String oldOpenSsl() throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(
          GOOD.getPrivate(),
          new JcePEMEncryptorBuilder("AES-128-CBC")
              .setProvider(new BouncyCastleProvider())
              .build(PASSPHRASE.toCharArray()));
    }
    return text.toString();
  }

  /** The modulus of one key with the rest of another. */
  private static String mixed() throws IOException {
    RSAPrivateCrtKey key = (RSAPrivateCrtKey) GOOD.getPrivate();
    BigInteger other = ((RSAPublicKey) TestKeys.pair(2048).getPublic()).getModulus();
    return rsa(other, key);
  }

  private static String tooLong() throws IOException {
    BigInteger modulus = BigInteger.ONE.shiftLeft(8199).add(BigInteger.ONE);
    return rsa(modulus, (RSAPrivateCrtKey) GOOD.getPrivate());
  }

  private static String rsa(BigInteger modulus, RSAPrivateCrtKey key) throws IOException {
    RSAPrivateKey changed =
        new RSAPrivateKey(
            modulus,
            key.getPublicExponent(),
            key.getPrivateExponent(),
            key.getPrimeP(),
            key.getPrimeQ(),
            key.getPrimeExponentP(),
            key.getPrimeExponentQ(),
            key.getCrtCoefficient());
    AlgorithmIdentifier algorithm =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
    return block("PRIVATE KEY", new PrivateKeyInfo(algorithm, changed).getEncoded());
  }

  private static String block(String type, byte[] der) {
    return String.join(
        "\n",
        List.of(
            "-----BEGIN " + type + "-----",
            Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der),
            "-----END " + type + "-----",
            ""));
  }
}
