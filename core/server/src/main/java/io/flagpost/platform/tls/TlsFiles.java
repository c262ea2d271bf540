package io.flagpost.platform.tls;

import java.util.List;

/** The files with a listener's certificate and private key. */
public sealed interface TlsFiles permits PemFiles, KeyStoreFile {

  /** The prefix of their settings, such as {@code http.tls}. */
  String section();

  /** The files. */
  List<SettingFile> files();

  /**
   * Parses their contents.
   *
   * @param contents the contents of {@link #files}, in the same order
   * @throws TlsException if they are unusable
   */
  KeyAndChain parse(List<byte[]> contents);
}
