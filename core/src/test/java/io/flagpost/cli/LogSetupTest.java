package io.flagpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LogSetupTest {

  @Test
  void withoutItsOwnFileTheDistributionLogsAsWithIt() throws Exception {
    Path shipped = Path.of("..", "conf", "logback.xml");
    Path builtIn = Path.of("src", "main", "resources", "logback.xml");

    assertThat(builtIn).hasSameTextualContentAs(shipped);
  }
}
