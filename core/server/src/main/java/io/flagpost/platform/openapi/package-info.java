/**
 * The OpenAPI descriptions of both listeners. They are written in YAML, under {@code openapi} in
 * the resources; the build makes one JSON file of each, because a JVM that has just started is slow
 * at reading YAML.
 *
 * <p>Read once, by whatever starts a listener or builds the command line.
 */
@NullMarked
package io.flagpost.platform.openapi;

import org.jspecify.annotations.NullMarked;
