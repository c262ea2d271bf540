package io.flagpost.cli.admin;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A shell whose commands call a {@link FakeGateway}, for each test. */
abstract class OperationCommandFixture {
  @TempDir Path folder;
  Shell shell;
  FakeGateway gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = FakeGateway.start();
    shell = new Shell(folder);
    shell.environment.put("FLAGPOST_URL", gateway.url());
    shell.environment.put("FLAGPOST_TOKEN", "sesame");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  int run(String line) {
    return shell.run(line.split(" "));
  }
}
