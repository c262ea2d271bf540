package io.flagpost.demo;

/**
 * An activation that the made-up vendor let in.
 *
 * @param licenseKey under which license
 * @param identifier its identifier
 * @param active whether it still is
 */
record IssuedActivation(String licenseKey, String identifier, boolean active) {}
