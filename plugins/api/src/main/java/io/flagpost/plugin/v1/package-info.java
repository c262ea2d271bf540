/**
 * The contract between the gateway and the authors of red-flag checks, version 1.
 *
 * <p>It uses JDK types only, so that no upgrade of the gateway's libraries can break a plugin.
 * Everything public here is a promise: the build compares it with a checked-in signature snapshot.
 */
@NullMarked
package io.flagpost.plugin.v1;

import org.jspecify.annotations.NullMarked;
