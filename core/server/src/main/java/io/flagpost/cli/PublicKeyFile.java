package io.flagpost.cli;

import io.flagpost.platform.files.TextFile;
import io.flagpost.signing.PublicKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a public key from a file named on the command line. */
final class PublicKeyFile implements ITypeConverter<RSAPublicKey> {
  @Override
  public RSAPublicKey convert(String file) {
    try {
      return PublicKeys.parse(TextFile.ascii(Files.readAllBytes(Path.of(file))));
    } catch (NoSuchFileException e) {
      throw new TypeConversionException("there is no file " + file);
    } catch (IOException e) {
      throw new TypeConversionException("cannot read " + file + ": " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("no usable public key in " + file + ": " + e.getMessage());
    }
  }
}
