@NullMarked
package io.flagpost.admin.identity;

import org.jspecify.annotations.NullMarked;
