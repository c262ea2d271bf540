package io.flagpost.platform.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build makes of the descriptions. */
class DescriptionBuilderTest {
  private static final Path WRITTEN = Path.of("src", "main", "resources", "openapi");
  private static final List<String> PARTS =
      List.of(
          "identity",
          "registry",
          "transfer",
          "keys",
          "plugins",
          "telemetry",
          "statistics",
          "export",
          "audit",
          "system");

  @TempDir private Path folder;

  @BeforeEach
  void writeDescriptions() throws IOException {
    Files.createDirectory(folder.resolve("admin"));
    write("public", "info: {version: '1.10'}");
    write("admin/admin", "info: {title: all}");
    for (String part : PARTS) {
      write(
          "admin/" + part,
          String.format(Locale.ROOT, "paths: {/%s: {get: {operationId: %s}}}", part, part));
    }
  }

  @Test
  void theAdminApisPartsBecomeOneInTheirOrder() throws IOException {
    DescriptionBuilder.main(folder.toString());

    JsonNode made = new JsonMapper().readTree(folder.resolve("admin.json").toFile());
    assertThat(made.at("/info/title").asText()).isEqualTo("all");
    List<String> operations = new ArrayList<>();
    made.get("paths").forEach(path -> operations.add(path.at("/get/operationId").asText()));
    assertThat(operations).isEqualTo(PARTS);
  }

  @Test
  void textStaysText() throws IOException {
    DescriptionBuilder.main(folder.toString());

    assertThat(folder.resolve("public.json")).hasContent("{\"info\":{\"version\":\"1.10\"}}");
  }

  @Test
  void aKeyThatIsThereTwiceIsAnError() throws IOException {
    write("public", "a: 1\na: 2");

    assertThatThrownBy(() -> DescriptionBuilder.main(folder.toString()))
        .isInstanceOf(JsonParseException.class)
        .hasMessageContaining("Duplicate field 'a'");
  }

  @Test
  void aMissingPartIsAnError() throws IOException {
    Files.delete(folder.resolve("admin/keys.yaml"));

    assertThatThrownBy(() -> DescriptionBuilder.main(folder.toString()))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("keys.yaml");
  }

  @Test
  void whatThisBuildHasPackedIsWhatIsWritten() throws IOException {
    assertThat(new JsonMapper().readTree(Descriptions.ofPublicListener()))
        .isEqualTo(new YAMLMapper().readTree(WRITTEN.resolve("public.yaml").toFile()));
    JsonNode packed = Descriptions.ofAdminApi().get("paths");
    for (String part : PARTS) {
      JsonNode written =
          new YAMLMapper().readTree(WRITTEN.resolve("admin/" + part + ".yaml").toFile());
      written
          .get("paths")
          .properties()
          .forEach(path -> assertThat(packed.get(path.getKey())).isEqualTo(path.getValue()));
    }
  }

  private void write(String name, String yaml) throws IOException {
    Files.writeString(folder.resolve(name + ".yaml"), yaml);
  }
}
