/** Tests of the bulk import and export, against a real PostgreSQL and over real HTTP. */
@NullMarked
package io.flagpost.admin.transfer;

import org.jspecify.annotations.NullMarked;
