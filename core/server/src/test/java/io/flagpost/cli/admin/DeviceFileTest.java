package io.flagpost.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeviceFileTest {
  @TempDir private Path folder;

  @Test
  void aTokenIsForOneAccountOfOneGatewayAndOutlivesTheSession() {
    Path session = folder.resolve("session");
    DeviceFile file = new DeviceFile(session);
    file.keep("https://one.example", "ann", "a");
    file.keep("https://one.example", "bob", "b");
    file.keep("https://one.example", "ann", "c");

    DeviceFile later = new DeviceFile(session);
    assertThat(later.token("https://one.example", "ann")).contains("c");
    assertThat(later.token("https://one.example", "bob")).contains("b");
    assertThat(later.token("https://two.example", "ann")).isEmpty();
    assertThat(session).doesNotExist();
  }

  @Test
  void whatCannotBeReadIsAsGoodAsNothing() throws IOException {
    Path session = folder.resolve("session");
    Files.writeString(folder.resolve("session.device"), "{broken");
    DeviceFile file = new DeviceFile(session);

    assertThat(file.token("https://one.example", "ann")).isEmpty();
    file.keep("https://one.example", "ann", "a");
    assertThat(file.token("https://one.example", "ann")).contains("a");
  }

  @Test
  void itDoesNotGrowWithoutEnd() {
    DeviceFile file = new DeviceFile(folder.resolve("session"));
    for (int i = 0; i < 60; i++) {
      file.keep("https://one.example", "account" + i, "t");
    }

    assertThat(file.token("https://one.example", "account0")).isEmpty();
    assertThat(file.token("https://one.example", "account59")).contains("t");
  }
}
