/** Tests of the commands that call the admin API. */
@NullMarked
package io.flagpost.cli.admin;

import org.jspecify.annotations.NullMarked;
