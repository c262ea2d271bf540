package io.flagpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Repository;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LogSetupTest {

  @Test
  void withoutItsOwnFileTheDistributionLogsAsWithIt() throws Exception {
    Path shipped = Repository.path("conf", "logback.xml");
    Path builtIn = Path.of("src", "main", "resources", "logback.xml");

    assertThat(builtIn).hasSameTextualContentAs(shipped);
  }
}
