package io.flagpost.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StorableTextTest {

  @Test
  void textWithoutFaultStaysTheSameObject() {
    String text = "plain \uD83D\uDE00 text";

    assertThat(StorableText.of(text)).isSameAs(text);
  }

  @Test
  void nulAndLoneSurrogatesAreReplaced() {
    assertThat(StorableText.of("\0a\uD83Db\uDE00\uD83D\uDE00c\uD83D"))
        .isEqualTo("\uFFFDa\uFFFDb\uFFFD\uD83D\uDE00c\uFFFD");
  }
}
