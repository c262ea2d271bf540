package io.flagpost.telemetry.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;

import io.flagpost.platform.hash.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The hash by which a repeat is told from a new record: over the fields by name, so that neither
 * their order nor the encoding counts. Honest clients stamp {@code nonce} and {@code occurred_at}
 * anew at each try, so neither counts, and an {@code event_id} counts as the UUID that it is.
 *
 * <p>Values count as they were sent, before anything is cut or replaced; those of the contract's
 * fields without white space at their ends, and not at all if missing. Arrays and objects count as
 * their JSON text without white space between tokens, fields named {@code name[…]} under that name.
 */
final class ContentHash implements FieldSink {
  private static final byte VERSION = 2;
  private static final char WELL_FORMED = 't';
  private static final char MALFORMED = 'm';
  private static final char STRUCTURE = 's';
  private static final char NULL = 'n';

  /** The values by the bytes of their name, each byte a character. */
  private final NavigableMap<String, List<byte[]>> fields = new TreeMap<>();

  private boolean complete = true;

  /** What is hashed beside the fields: the bytes of a body that could not be read. */
  private byte[] body = new byte[0];

  private ContentHash() {}

  /**
   * Hashes the content.
   *
   * @param body the decoded body
   * @param query the raw query string
   */
  static ContentHash of(Body body, byte[] query) {
    ContentHash queried = new ContentHash();
    FormDecoder.decode(query, 0, queried);
    ContentHash hash = new ContentHash();
    if (body.format() == null || !body.format().decode(body.bytes(), hash)) {
      hash.broken();
    }
    queried.fields.forEach(hash.fields::putIfAbsent);
    if (!hash.complete) {
      hash.body = body.bytes();
    }
    return hash;
  }

  /** The version of the rule, then SHA-256. */
  byte[] digest() {
    NavigableMap<String, List<byte[]>> compared = new TreeMap<>(fields);
    compared.remove(Field.OCCURRED_AT.wireName());
    compared.computeIfPresent(Field.EVENT_ID.wireName(), (name, sent) -> eventId(sent));
    byte[] hash = digest(compared);
    return ByteBuffer.allocate(1 + hash.length).put(VERSION).put(hash).array();
  }

  /** SHA-256 by the rule before, without a version: keys stored under it are known for a while. */
  byte[] digestBefore() {
    return digest(fields);
  }

  @Override
  public void accept(SentText name, Kind kind, SentText value) {
    SentText plain = name.plain();
    Field field = Field.named(plain.source(), plain.from(), plain.to());
    if (field == Field.API_KEY || field == Field.NONCE) {
      return;
    }
    String key = new String(plain.source(), plain.from(), plain.to() - plain.from(), ISO_8859_1);
    byte[] canonical = canonical(field, kind, value);
    if (canonical == null) {
      fields.remove(key);
    } else if (kind.hasBracketNames() && key.endsWith("]")) {
      fields.computeIfAbsent(key, absent -> new ArrayList<>(1)).add(canonical);
    } else {
      fields.put(key, List.of(canonical));
    }
  }

  @Override
  public void broken() {
    complete = false;
  }

  private static byte @Nullable [] canonical(@Nullable Field field, Kind kind, SentText value) {
    boolean ofContract = field != null && field.limit() > 0;
    return switch (kind) {
      case NULL -> ofContract ? null : tagged(NULL, new byte[0]);
      case STRUCTURE -> tagged(STRUCTURE, withoutSpace(value.bytes()));
      case FORM, FILE, STRING, LITERAL -> {
        String sent = value.text();
        String text = ofContract ? ColumnText.trim(sent) : sent;
        if (ofContract && text.isEmpty()) {
          yield null;
        }
        yield value.isMalformed(sent)
            ? tagged(MALFORMED, value.bytes())
            : tagged(WELL_FORMED, (field == Field.TEXT_DATA ? sent : text).getBytes(UTF_16BE));
      }
    };
  }

  private static byte[] tagged(char tag, byte[] content) {
    return ByteBuffer.allocate(content.length + 1).put((byte) tag).put(content).array();
  }

  private static byte[] withoutSpace(byte[] json) {
    ByteBuffer compact = ByteBuffer.allocate(json.length);
    boolean inString = false;
    for (int at = 0; at < json.length; at++) {
      byte b = json[at];
      if (b == '"') {
        inString = !inString;
      }
      if (inString || !JsonScanner.isSpace(b)) {
        compact.put(b);
      }
      if (inString && b == '\\') {
        compact.put(json[++at]);
      }
    }
    byte[] result = new byte[compact.position()];
    compact.flip().get(result);
    return result;
  }

  private List<byte[]> eventId(List<byte[]> sent) {
    UUID id = sent.size() == 1 ? Extras.uuid(wellFormedText(sent.get(0))) : null;
    return id == null ? sent : List.of(tagged(WELL_FORMED, id.toString().getBytes(UTF_16BE)));
  }

  private static String wellFormedText(byte[] tagged) {
    return tagged[0] == WELL_FORMED
        ? ColumnText.trim(new String(tagged, 1, tagged.length - 1, UTF_16BE))
        : "";
  }

  private byte[] digest(NavigableMap<String, List<byte[]>> compared) {
    MessageDigest digest = Sha256.digest();
    digest.update((byte) (complete ? 1 : 0));
    if (!complete) {
      update(digest, body);
    }
    compared.forEach(
        (name, values) -> {
          update(digest, name.getBytes(ISO_8859_1));
          digest.update(length(values.size()));
          values.forEach(value -> update(digest, value));
        });
    return digest.digest();
  }

  private static void update(MessageDigest digest, byte[] part) {
    digest.update(length(part.length));
    digest.update(part);
  }

  private static byte[] length(int length) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
  }
}
