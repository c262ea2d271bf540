@NullMarked
package io.flagpost.platform.text;

import org.jspecify.annotations.NullMarked;
