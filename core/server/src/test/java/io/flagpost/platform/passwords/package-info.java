@NullMarked
package io.flagpost.platform.passwords;

import org.jspecify.annotations.NullMarked;
