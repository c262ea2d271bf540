package io.flagpost.platform.coding;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks gzip (RFC 1952), zlib (RFC 1950) and raw deflate (RFC 1951) in memory.
 *
 * <p>The JDK's {@code GZIPInputStream} calls itself once more for every empty member, so that a
 * megabyte of them overflows the stack; here they are a loop.
 */
final class Inflation {
  private static final int HEADER = 10;
  private static final int TRAILER = 8;
  private static final int HAS_HEADER_CRC = 0x02;
  private static final int HAS_EXTRA = 0x04;
  private static final int HAS_NAME = 0x08;
  private static final int HAS_COMMENT = 0x10;

  private enum Ending {
    COMPLETE,
    DAMAGED,
    TOO_LARGE
  }

  private final byte[] packed;
  private final int limit;
  private final Inflater inflater;
  private byte[] unpacked;
  private int size;

  private Inflation(byte[] packed, int limit, Inflater inflater) {
    this.packed = packed;
    this.limit = limit;
    this.inflater = inflater;
    this.unpacked = new byte[(int) Math.min(limit + 1L, Math.max(512L, 4L * packed.length))];
  }

  /** Unpacks every member; zeros behind the last one are padding. */
  static Content gzip(byte[] packed, int limit) {
    Inflater inflater = new Inflater(true);
    try {
      Inflation inflation = new Inflation(packed, limit, inflater);
      return inflation.content(inflation.members());
    } finally {
      inflater.end();
    }
  }

  /** Unpacks zlib's format, which is what the standard says, or the bare one, which some send. */
  static Content deflate(byte[] packed, int limit) {
    Content content = deflate(packed, limit, new Inflater());
    return content instanceof Content.Undecodable
        ? deflate(packed, limit, new Inflater(true))
        : content;
  }

  private static Content deflate(byte[] packed, int limit, Inflater inflater) {
    try {
      Inflation inflation = new Inflation(packed, limit, inflater);
      Ending ending = inflation.inflateFrom(0);
      if (ending == Ending.COMPLETE && inflater.getRemaining() > 0) {
        ending = Ending.DAMAGED;
      }
      return inflation.content(ending);
    } finally {
      inflater.end();
    }
  }

  private Content content(Ending ending) {
    return switch (ending) {
      case COMPLETE -> new Content.Plain(Arrays.copyOf(unpacked, size));
      case DAMAGED -> new Content.Undecodable();
      case TOO_LARGE -> new Content.TooLarge();
    };
  }

  private Ending members() {
    int at = 0;
    do {
      int data = behindHeader(at);
      if (data < 0) {
        return Ending.DAMAGED;
      }
      int memberStart = size;
      inflater.reset();
      Ending ending = inflateFrom(data);
      if (ending != Ending.COMPLETE) {
        return ending;
      }
      int trailer = packed.length - inflater.getRemaining();
      if (!isTrailer(trailer, memberStart)) {
        return Ending.DAMAGED;
      }
      at = trailer + TRAILER;
    } while (at < packed.length && packed[at] != 0);
    return isPadding(at) ? Ending.COMPLETE : Ending.DAMAGED;
  }

  private Ending inflateFrom(int start) {
    inflater.setInput(packed, start, packed.length - start);
    try {
      while (!inflater.finished()) {
        if (size == unpacked.length) {
          if (size > limit) {
            return Ending.TOO_LARGE;
          }
          unpacked = Arrays.copyOf(unpacked, (int) Math.min(limit + 1L, 2L * size));
        }
        int count = inflater.inflate(unpacked, size, unpacked.length - size);
        size += count;
        if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          return Ending.DAMAGED;
        }
      }
    } catch (DataFormatException e) {
      return Ending.DAMAGED; // what it says is not for the log: it quotes what was sent
    }
    return size > limit ? Ending.TOO_LARGE : Ending.COMPLETE;
  }

  /** Where the data of the member at {@code start} begins; negative if there is no header. */
  private int behindHeader(int start) {
    boolean gzip =
        packed.length - start >= HEADER
            && unsigned(start) == 0x1f
            && unsigned(start + 1) == 0x8b
            && unsigned(start + 2) == 8;
    if (!gzip) {
      return -1;
    }
    int flags = unsigned(start + 3);
    int at = start + HEADER;
    if ((flags & HAS_EXTRA) != 0) {
      at = at + 2 <= packed.length ? at + 2 + (unsigned(at) | unsigned(at + 1) << 8) : -1;
    }
    if ((flags & HAS_NAME) != 0) {
      at = behindZero(at);
    }
    if ((flags & HAS_COMMENT) != 0) {
      at = behindZero(at);
    }
    if ((flags & HAS_HEADER_CRC) != 0 && at >= 0) {
      at += 2;
    }
    return at <= packed.length ? at : -1;
  }

  private int behindZero(int start) {
    if (start < 0) {
      return -1;
    }
    int at = start;
    while (at < packed.length && packed[at] != 0) {
      at++;
    }
    return at < packed.length ? at + 1 : -1;
  }

  private boolean isTrailer(int at, int memberStart) {
    if (packed.length - at < TRAILER) {
      return false;
    }
    CRC32 crc = new CRC32();
    crc.update(unpacked, memberStart, size - memberStart);
    return littleEndian(at) == (int) crc.getValue() && littleEndian(at + 4) == size - memberStart;
  }

  private boolean isPadding(int from) {
    for (int at = from; at < packed.length; at++) {
      if (packed[at] != 0) {
        return false;
      }
    }
    return true;
  }

  private int littleEndian(int at) {
    return unsigned(at) | unsigned(at + 1) << 8 | unsigned(at + 2) << 16 | unsigned(at + 3) << 24;
  }

  private int unsigned(int at) {
    return packed[at] & 0xff;
  }
}
