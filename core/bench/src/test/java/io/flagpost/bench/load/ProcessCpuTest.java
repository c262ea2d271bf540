package io.flagpost.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessCpuTest {
  /** A child that works and ends, then one that works and stays. */
  private static final String PARENT =
      """
      work() { i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; }
      read begin
      ( work )
      echo ended
      read go_on
      ( work; echo works; read end )
      """;

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatAChildHasUsedIsKeptWhenItEnds() throws IOException {
    Process parent = new ProcessBuilder("sh", "-c", PARENT).start();
    try (BufferedReader out = parent.inputReader(StandardCharsets.US_ASCII)) {
      double idle = ProcessCpu.withChildren(parent.toHandle());
      tell(parent);
      assertThat(out.readLine()).isEqualTo("ended");
      double ended = ProcessCpu.withChildren(parent.toHandle());
      tell(parent);
      assertThat(out.readLine()).isEqualTo("works");
      double working = ProcessCpu.withChildren(parent.toHandle());

      assertThat(ended - idle).isGreaterThan(0.05);
      assertThat(working - ended).isGreaterThan(0.05);
    } finally {
      parent.descendants().forEach(ProcessHandle::destroyForcibly);
      parent.destroyForcibly();
    }
  }

  private static void tell(Process process) throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }
}
