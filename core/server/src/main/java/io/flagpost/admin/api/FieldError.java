package io.flagpost.admin.api;

/**
 * What is wrong with one field of a request.
 *
 * @param field the field by its path, such as {@code checksums[2]}; a header or parameter by its
 *     name
 * @param reason why, as the end of a sentence that begins with the field; holds nothing secret
 */
public record FieldError(String field, String reason) {}
