package io.flagpost.node.config;

/**
 * What a key is set to.
 *
 * @param key the key
 * @param value its value, secrets masked
 * @param source where it came from
 */
public record EffectiveValue(String key, String value, String source) {}
