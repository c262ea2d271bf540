package io.flagpost.admin.records;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RegistrarOperationsTest {

  @Test
  void everyDescribedOperationIsThereAndNoOther() throws Exception {
    try (Registrar registrar = new Registrar()) {
      assertThat(described("operationId"))
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(registrar.operationIds());
    }
  }

  @Test
  void everyOperationIsACommand() throws Exception {
    assertThat(described("x-flagpost-command"))
        .doesNotHaveDuplicates()
        .hasSameSizeAs(described("operationId"));
  }

  private static List<String> described(String member) throws Exception {
    List<String> values = new ArrayList<>();
    try (InputStream in =
        Objects.requireNonNull(
            RegistrarOperationsTest.class.getResourceAsStream("/openapi/admin/registry.yaml"))) {
      for (JsonNode path : new YAMLMapper().readTree(in).path("paths")) {
        TreeMap<String, JsonNode> methods = new TreeMap<>();
        path.properties().forEach(method -> methods.put(method.getKey(), method.getValue()));
        methods.remove("parameters");
        methods.values().forEach(operation -> values.add(operation.path(member).asText()));
      }
    }
    return values;
  }
}
