package io.flagpost.platform.coding;

/** What is left of a body once its content encoding is undone. */
public sealed interface Content {

  /**
   * Nothing encodes the bytes any more.
   *
   * @param bytes the body; not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Plain(byte[] bytes) implements Content {}

  /** The bytes are damaged, or in an encoding that is not known here. */
  record Undecodable() implements Content {}

  /** There are more bytes than the limit allows. */
  record TooLarge() implements Content {}
}
