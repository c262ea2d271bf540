package io.flagpost.platform.openapi;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The descriptions that the program was packed with. Blocking; any thread. */
public final class Descriptions {
  static final String ADMIN = "admin.json";
  static final String PUBLIC = "public.json";

  private Descriptions() {}

  /**
   * The description of the admin API.
   *
   * @throws IllegalStateException if the program was packed without it
   */
  public static ObjectNode ofAdminApi() {
    try {
      return new JsonMapper().readValue(read(ADMIN), ObjectNode.class);
    } catch (IOException e) {
      throw new UncheckedIOException(ADMIN, e);
    }
  }

  /**
   * The description of the public listener, as JSON; nobody here needs to understand it.
   *
   * @throws IllegalStateException if the program was packed without it
   */
  public static byte[] ofPublicListener() {
    return read(PUBLIC);
  }

  private static byte[] read(String file) {
    String path = "/openapi/" + file;
    try (InputStream in = Descriptions.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the program was packed without " + path);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }
}
