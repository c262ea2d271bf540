@NullMarked
package io.flagpost.identity;

import org.jspecify.annotations.NullMarked;
