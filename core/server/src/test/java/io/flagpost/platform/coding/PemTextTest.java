package io.flagpost.platform.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;

class PemTextTest {

  @Test
  void whatWasWrittenIsRead() throws Exception {
    PublicKey key = key();
    String pem = PemText.write("PUBLIC KEY", key.getEncoded());

    assertThat(pem.lines()).allMatch(line -> line.length() <= 64);
    assertThat(pem)
        .startsWith("-----BEGIN PUBLIC KEY-----\n")
        .endsWith("-----END PUBLIC KEY-----\n");
    assertThat(PemText.first(pem)).get().isInstanceOf(SubjectPublicKeyInfo.class);
    assertThat(((SubjectPublicKeyInfo) PemText.first(pem).orElseThrow()).getEncoded())
        .isEqualTo(key.getEncoded());
  }

  @Test
  void textAroundTheBlocksIsNoPartOfThem() throws Exception {
    String pem = PemText.write("PUBLIC KEY", key().getEncoded());

    assertThat(PemText.blocks("a comment\n" + pem + "\nanother\n" + pem)).hasSize(2);
  }

  @Test
  void textWithoutABlockHoldsNothing() throws IOException {
    assertThat(PemText.first("no key in here")).isEqualTo(Optional.empty());
    assertThat(PemText.blocks("")).isEmpty();
  }

  @Test
  void aDamagedBlockIsRefusedAndNotQuoted() throws Exception {
    String pem = PemText.write("PUBLIC KEY", key().getEncoded());
    String cut = pem.substring(0, 100) + "\n-----END PUBLIC KEY-----\n";

    for (String damaged :
        new String[] {cut, pem.replaceFirst("\n[A-Za-z0-9]", "\n!"), pem.substring(0, 100)}) {
      assertThatThrownBy(() -> PemText.first(damaged)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> PemText.blocks(damaged)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void onlyTheFirstBlockNeedBeWhole() throws Exception {
    String pem = PemText.write("PUBLIC KEY", key().getEncoded());

    assertThat(PemText.first(pem + "-----BEGIN PUBLIC KEY-----\nMII")).isPresent();
  }

  private static PublicKey key() throws NoSuchAlgorithmException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair().getPublic();
  }
}
