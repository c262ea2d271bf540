package io.flagpost.plugin.v1;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bytes of a request that cannot be restored from a record's fields, without the API key. */
public final class RawRequest {
  private final ByteBuffer body;
  private final ByteBuffer query;
  private final Optional<String> contentType;
  private final Optional<String> contentEncoding;

  /**
   * Wraps the arrays without copying: they must not be modified afterwards.
   *
   * @param body the body
   * @param query the query string
   * @param contentType the {@code Content-Type} header, or null
   * @param contentEncoding the encoding that {@code body} is still in, or null
   */
  public RawRequest(
      byte[] body, byte[] query, @Nullable String contentType, @Nullable String contentEncoding) {
    this.body = ByteBuffer.wrap(body).asReadOnlyBuffer();
    this.query = ByteBuffer.wrap(query).asReadOnlyBuffer();
    this.contentType = Optional.ofNullable(contentType);
    this.contentEncoding = Optional.ofNullable(contentEncoding);
  }

  /** The body after content decoding, or as received if that failed; read-only. */
  public ByteBuffer body() {
    return body.duplicate();
  }

  /** The raw query string; read-only, empty if there was none. */
  public ByteBuffer query() {
    return query.duplicate();
  }

  /** The {@code Content-Type} header under which to read the body. */
  public Optional<String> contentType() {
    return contentType;
  }

  /** The encoding that the body still has because it could not be decoded. */
  public Optional<String> contentEncoding() {
    return contentEncoding;
  }
}
