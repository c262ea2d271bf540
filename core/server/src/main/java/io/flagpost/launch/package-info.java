/**
 * All that is on the class path of {@code java -jar flagpost.jar}: it puts the program, with its
 * libraries, into a class loader of its own, where no plugin finds it. Called by the JVM.
 */
@NullMarked
package io.flagpost.launch;

import org.jspecify.annotations.NullMarked;
