/** Tests of the key-encryption key. */
@NullMarked
package io.flagpost.platform.kek;

import org.jspecify.annotations.NullMarked;
