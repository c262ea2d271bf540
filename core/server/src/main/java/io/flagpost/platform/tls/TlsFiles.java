package io.flagpost.platform.tls;

import java.util.List;

/** The files in which a listener's certificate and private key are. */
public sealed interface TlsFiles permits PemFiles, KeyStoreFile {

  /** What their settings begin with, such as {@code http.tls}. */
  String section();

  /** The files. */
  List<SettingFile> files();

  /**
   * Makes sense of their contents.
   *
   * @param contents what is in {@link #files}, in that order
   * @throws TlsException if it is of no use
   */
  KeyAndChain parse(List<byte[]> contents);
}
