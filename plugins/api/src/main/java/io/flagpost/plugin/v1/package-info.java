/**
 * The contract between the gateway and the authors of red-flag checks, version 1.
 *
 * <p>It names JDK types only, so that no upgrade of the gateway's libraries can break a plugin.
 * Whatever is public here is a promise: a checked-in signature snapshot is compared in the build.
 */
@NullMarked
package io.flagpost.plugin.v1;

import org.jspecify.annotations.NullMarked;
