/** Tests of the audit log. */
@NullMarked
package io.flagpost.audit;

import org.jspecify.annotations.NullMarked;
