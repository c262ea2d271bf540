package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashMarksTest {
  @TempDir private Path folder;

  @Test
  void aDamagedMarkKeepsNoOtherFromBeingCounted() throws Exception {
    Files.writeString(folder.resolve("a.under-way"), "version=\\uNONE");
    Files.write(folder.resolve("b.under-way"), new byte[] {(byte) 0xff});
    Files.writeString(folder.resolve("c.under-way"), "version=1\nduring=started\n");

    CrashMarks.open(folder);
    CrashMarks.open(folder); // nothing is counted twice

    assertThat(folder.resolve("c.crashes")).content().contains("count=1", "during=started");
    assertThat(folder).isDirectoryNotContaining("glob:**.under-way");
  }
}
