package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.FolderLooks.Stamp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FolderLooksTest {
  private static final Path RESTLESS = Path.of("restless.jar");
  private static final Path QUIET = Path.of("quiet.jar");

  private final List<String> messages = new ArrayList<>();
  private final FolderLooks looks = new FolderLooks(messages::add, messages::add);

  @Test
  void aFileThatKeepsChangingIsWarnedOfOnceAndAgainSpokenOfWhenItHasSettled() {
    for (int i = 0; i < 5 * FolderLooks.LOOKS_UNTIL_WARNING; i++) {
      looks.add(Map.of(RESTLESS, new Stamp(i, 0), QUIET, new Stamp(1, 0)));
    }
    assertThat(messages).hasSize(1).first().asString().contains("restless.jar", "15 scans");
    assertThat(looks.settled()).containsOnlyKeys(QUIET);
    assertThat(looks.changing()).containsExactly(RESTLESS);

    looks.add(Map.of(RESTLESS, new Stamp(0, 1), QUIET, new Stamp(1, 0)));
    looks.add(Map.of(RESTLESS, new Stamp(0, 1), QUIET, new Stamp(1, 0)));

    assertThat(messages).hasSize(2).last().asString().contains("restless.jar", "stopped changing");
    assertThat(looks.settled()).containsEntry(RESTLESS, new Stamp(0, 1));
    assertThat(looks.changing()).isEmpty();
  }

  @Test
  void aFileThatComesAndGoesIsWarnedOfTooAndForgottenWhenItStaysAway() {
    for (int i = 0; i < 2 * FolderLooks.LOOKS_UNTIL_WARNING; i++) {
      looks.add(i % 2 == 0 ? Map.of(RESTLESS, new Stamp(1, 0)) : Map.of());
    }
    assertThat(messages).hasSize(1);

    looks.add(Map.of());

    assertThat(messages).last().asString().contains("is gone");
    assertThat(looks.settled()).isEmpty();
    assertThat(looks.changing()).isEmpty();
  }
}
