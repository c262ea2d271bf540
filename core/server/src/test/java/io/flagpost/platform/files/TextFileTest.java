package io.flagpost.platform.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.platform.files.TextFile.NoTextException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
  private static final String TEXT = "Pass-Wort \u00fc\r\n\ud83d\ude00";
  private static final String MARK = "\ufeff";

  @TempDir private Path folder;

  @Test
  void textIsReadInEveryUnicodeFormWithItsMark() throws IOException {
    for (Charset charset : List.of(UTF_8, UTF_16LE, UTF_16BE)) {
      Path file = folder.resolve(charset.name());
      Files.write(file, (MARK + TEXT).getBytes(charset));

      assertThat(TextFile.read(file)).as(charset.name()).isEqualTo(TEXT);
    }
    assertThat(TextFile.decode(TEXT.getBytes(UTF_8), "x")).isEqualTo(TEXT);
    assertThat(TextFile.decode(new byte[0], "x")).isEmpty();
  }

  @Test
  void whatIsNoTextIsRefusedInASentenceWithTheFilesName() {
    for (byte[] bytes :
        List.of(
            TEXT.getBytes(ISO_8859_1),
            "password".getBytes(UTF_16LE),
            "password".getBytes(UTF_16BE),
            new byte[] {(byte) 0xFF, (byte) 0xFE, 'a'})) {
      assertThatThrownBy(() -> TextFile.decode(bytes, "secret.txt"))
          .isInstanceOf(NoTextException.class)
          .hasMessageStartingWith("secret.txt ")
          .hasMessageEndingWith("save it as UTF-8");
    }
  }

  @Test
  void pemMayHaveCommentsInAnyCharacterSet() {
    String pem = "M\u00fcller\n-----BEGIN X-----\n";

    assertThat(TextFile.ascii(pem.getBytes(ISO_8859_1))).isEqualTo(pem);
    assertThat(TextFile.ascii((MARK + "-----BEGIN").getBytes(UTF_8))).isEqualTo("-----BEGIN");
    assertThat(TextFile.ascii((MARK + "-----BEGIN").getBytes(UTF_16LE))).isEqualTo("-----BEGIN");
  }
}
