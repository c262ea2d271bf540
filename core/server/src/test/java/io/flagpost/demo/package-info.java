/** The generated records of a demo: their shape, and what becomes of them in a gateway. */
@NullMarked
package io.flagpost.demo;

import org.jspecify.annotations.NullMarked;
