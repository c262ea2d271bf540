package io.flagpost.node.config;

/**
 * The effective value of a key.
 *
 * @param key the key
 * @param value its value, secrets masked
 * @param source where it came from
 */
public record EffectiveValue(String key, String value, String source) {}
