package io.flagpost.admin.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.hash.Sha256;
import io.flagpost.wire.CanonicalBase64;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One line of the checkpoint files: which entry was the last one at some moment. The signature
 * covers the line's characters before {@code ,"signature":}.
 *
 * @param number the last entry; 0 if there was none
 * @param mac its MAC
 * @param at when this was the case
 * @param kekId the key-encryption key from which the signing key is derived
 * @param previous the SHA-256 of the line before, in hexadecimal; null for the first line of all
 * @param signature Ed25519
 * @param line the line itself
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content, never modified
record Checkpoint(
    long number,
    byte[] mac,
    Instant at,
    String kekId,
    @Nullable String previous,
    byte[] signature,
    String line) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String SIGNATURE = ",\"signature\":";

  /** A new line, signed. */
  static String write(
      Head head, Instant at, String kekId, @Nullable String previous, CheckpointKey key) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("number", head.number());
    json.put("mac", HexFormat.of().formatHex(head.mac()));
    json.put("at", at.toString());
    json.put("kek_id", kekId);
    json.put("previous", previous);
    String object = json.toString();
    String signed = object.substring(0, object.length() - 1);
    String signature = Base64.getEncoder().encodeToString(key.sign(signed));
    return signed + SIGNATURE + "\"" + signature + "\"}";
  }

  /** Parses a line; null if it is not a checkpoint. */
  static @Nullable Checkpoint parse(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      if (json == null || !json.path("number").isIntegralNumber() || !line.contains(SIGNATURE)) {
        return null;
      }
      return new Checkpoint(
          json.path("number").longValue(),
          HexFormat.of().parseHex(json.path("mac").asText()),
          Instant.parse(json.path("at").asText()),
          json.path("kek_id").asText(),
          json.path("previous").textValue(),
          CanonicalBase64.decode(json.path("signature").asText()),
          line);
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeParseException e) {
      return null;
    }
  }

  boolean isSignedBy(CheckpointKey.Public key) {
    return key.verifies(line.substring(0, line.lastIndexOf(SIGNATURE)), signature);
  }

  /** The hash by which the next line names this one. */
  static String hash(String line) {
    return HexFormat.of().formatHex(Sha256.of(line));
  }
}
