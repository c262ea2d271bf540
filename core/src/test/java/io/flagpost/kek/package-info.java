/** Tests of the key-encryption key. */
@NullMarked
package io.flagpost.kek;

import org.jspecify.annotations.NullMarked;
