@NullMarked
package io.flagpost.text;

import org.jspecify.annotations.NullMarked;
