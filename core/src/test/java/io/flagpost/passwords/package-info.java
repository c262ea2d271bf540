@NullMarked
package io.flagpost.passwords;

import org.jspecify.annotations.NullMarked;
