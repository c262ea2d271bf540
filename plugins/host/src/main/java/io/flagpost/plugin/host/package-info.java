/**
 * Loads, isolates and runs the plugins; the only package that knows PF4J.
 *
 * <p>{@link io.flagpost.plugin.host.PluginHost} is opened and closed by the gateway's composition
 * root, off the event loops, and looks at its files anew when {@link
 * io.flagpost.plugin.host.PluginFolderWatch} or an administrator says so. The {@link
 * io.flagpost.plugin.host.CheckCatalog} it publishes is asked on event loops and never runs vendor
 * code there: each plugin lives in a {@link io.flagpost.plugin.host.PluginLane lane} of its own,
 * with its own threads, its own bounds and its own quarantine.
 *
 * <p>A plugin's way: the {@code DropFolder} copies it into the {@code RunFolder} and reads its
 * manifest there; a {@code Reconciliation} asks modes and {@link
 * io.flagpost.plugin.host.PluginTrust trust} and starts it; the {@code PluginRoster} publishes a
 * catalog with it, and stops the version that it replaces once no record is left there. All of that
 * happens on the thread {@code plugin-host}.
 *
 * <p>A record's way: the catalog makes a {@code CheckRound} and hands a {@code LaneCall} to each
 * lane; the lane's thread takes whatever has arrived since it last looked; each check settles its
 * place in the round once, by answering, failing or running out of time; the last one completes the
 * result.
 */
@NullMarked
package io.flagpost.plugin.host;

import org.jspecify.annotations.NullMarked;
