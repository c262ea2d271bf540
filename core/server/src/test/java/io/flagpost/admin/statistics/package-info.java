@NullMarked
package io.flagpost.admin.statistics;

import org.jspecify.annotations.NullMarked;
