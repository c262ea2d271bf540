package io.flagpost.node.config;

/**
 * A value as written.
 *
 * @param text the text; a list's parts are joined by commas
 * @param list whether it was written as a list
 * @param source where it was written
 */
record RawValue(String text, boolean list, String source) {}
