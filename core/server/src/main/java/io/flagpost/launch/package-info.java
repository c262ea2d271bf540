/**
 * All that is on the class path of {@code java -jar flagpost.jar}: loads the program and its
 * libraries in a class loader of its own, where no plugin can see them. Called by the JVM.
 */
@NullMarked
package io.flagpost.launch;

import org.jspecify.annotations.NullMarked;
