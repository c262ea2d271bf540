package io.flagpost.demo;

/**
 * How far the generation is.
 *
 * @param written how many records are stored
 * @param records how many there will be
 */
public record DemoDataProgress(long written, long records) {}
