package io.flagpost.admin.api;

/**
 * An error in one field of a request.
 *
 * @param field the field by its path, such as {@code checksums[2]}; a header or parameter by its
 *     name
 * @param reason the end of a sentence that begins with the field; contains no secret
 */
public record FieldError(String field, String reason) {}
