package io.flagpost.telemetry.spool;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.flagpost.telemetry.record.Acknowledgement;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoredStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * A request as bytes and back: a byte that names the format, then CBOR with the names of the
 * records' components. A later version may add components that may be missing; anything else needs
 * another format byte. Thread-safe.
 */
final class SpoolCodec {
  static final byte FORMAT = 1;

  private static final ObjectMapper CBOR =
      mapper(CBORFactory.builder().enable(CBORGenerator.Feature.LENIENT_UTF_ENCODING).build());
  private static final ObjectMapper JSON = mapper(new JsonFactory());

  private SpoolCodec() {}

  static byte[] encode(StoreRequest request) {
    try {
      byte[] content = CBOR.writeValueAsBytes(request);
      byte[] encoded = new byte[content.length + 1];
      encoded[0] = FORMAT;
      System.arraycopy(content, 0, encoded, 1, content.length);
      return encoded;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IOException if it is of a format that this version does not know, or is not whole
   */
  static StoreRequest decode(byte[] encoded) throws IOException {
    if (encoded.length == 0 || encoded[0] != FORMAT) {
      throw new IOException("A spooled record of a format that this version does not know");
    }
    try {
      StoreRequest request = CBOR.readValue(encoded, 1, encoded.length - 1, StoreRequest.class);
      if (request.record() == null || request.verdict() == null || request.outcome() == null) {
        throw new IOException("A spooled record that is not whole");
      }
      return request;
    } catch (JsonProcessingException e) {
      e.clearLocation(); // it would quote the record
      throw new IOException("A spooled record that cannot be read: " + e.getOriginalMessage(), e);
    }
  }

  /** The request as one line of JSON, for people and their tools. */
  static String json(StoreRequest request) {
    try {
      return JSON.writeValueAsString(request);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectMapper mapper(JsonFactory format) {
    SimpleModule forms = new SimpleModule();
    forms.addSerializer(new MomentWriter());
    forms.addDeserializer(Instant.class, new MomentReader());
    forms.addSerializer(new AcknowledgementWriter());
    return new ObjectMapper(format)
        .registerModule(forms)
        .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
  }

  /** As text, because a client's own time may lie anywhere. */
  private static final class MomentWriter extends StdSerializer<Instant> {
    private static final long serialVersionUID = 1L;

    MomentWriter() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant moment, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      generator.writeString(moment.toString());
    }
  }

  /** With the HTTP status, which is of the format and of no use to the gateway. */
  private static final class AcknowledgementWriter extends StdSerializer<Acknowledgement> {
    private static final long serialVersionUID = 1L;

    AcknowledgementWriter() {
      super(Acknowledgement.class);
    }

    @Override
    public void serialize(
        Acknowledgement outcome, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      generator.writeStartObject(outcome);
      generator.writeNumberField("httpStatus", StoredStatus.of(outcome));
      generator.writeNumberField("code", outcome.code());
      provider.defaultSerializeField("errors", outcome.errors(), generator);
      generator.writeEndObject();
    }
  }

  private static final class MomentReader extends FromStringDeserializer<Instant> {
    private static final long serialVersionUID = 1L;

    MomentReader() {
      super(Instant.class);
    }

    @Override
    protected Instant _deserialize(String text, DeserializationContext context) {
      return Instant.parse(text);
    }
  }
}
