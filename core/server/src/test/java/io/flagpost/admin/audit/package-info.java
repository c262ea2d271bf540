/** Tests of the audit log. */
@NullMarked
package io.flagpost.admin.audit;

import org.jspecify.annotations.NullMarked;
