package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.cli.console.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The tokens by which gateways know this device: the latest one for each gateway and account. The
 * file is beside the session's file and outlives the session.
 */
final class DeviceFile {
  private static final int MOST = 50;

  private final Path file;

  /**
   * @param session the session's file
   */
  DeviceFile(Path session) {
    this.file = session.resolveSibling(session.getFileName() + ".device");
  }

  /** The token for an account of a gateway; empty if there is none, or it cannot be read. */
  Optional<String> token(String url, String name) {
    return Optional.ofNullable(read().path(key(url, name)).textValue());
  }

  /** Stores a token. */
  void keep(String url, String name, String token) {
    ObjectNode tokens = read();
    if (tokens.size() >= MOST && !tokens.has(key(url, name))) {
      tokens.remove(tokens.fieldNames().next());
    }
    tokens.put(key(url, name), token);
    PrivateFile.write(file, tokens.toPrettyString() + "\n");
  }

  private ObjectNode read() {
    try {
      return Files.exists(file)
              && new ObjectMapper().readTree(Files.readString(file)) instanceof ObjectNode known
          ? known
          : JsonNodeFactory.instance.objectNode();
    } catch (IOException damagedOrUnreadable) {
      return JsonNodeFactory.instance.objectNode(); // signing in works without it
    }
  }

  private static String key(String url, String name) {
    return url + " " + name;
  }
}
