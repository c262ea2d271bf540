@NullMarked
package io.flagpost.statistics;

import org.jspecify.annotations.NullMarked;
