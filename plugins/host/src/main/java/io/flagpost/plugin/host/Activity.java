package io.flagpost.plugin.host;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records which plugins' code is running, in a memory-mapped file: it survives the process however
 * that ends, and costs a check only two additions. Any thread.
 */
final class Activity {
  private static final Logger LOG = LoggerFactory.getLogger(Activity.class);
  private static final VarHandle COUNT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final int SLOT_BYTES = 128;
  private static final int SLOTS = 64;
  private static final int LENGTH_AT = 4;
  private static final int ID_AT = 8;
  private static final int MOST_ID_BYTES = SLOT_BYTES - ID_AT;

  private final Path file;
  private final ByteBuffer slots;
  private final Map<String, Slot> byId = new ConcurrentHashMap<>();
  private int used;

  private Activity(Path file, ByteBuffer slots) {
    this.file = file;
    this.slots = slots;
  }

  /**
   * Resets the file, and logs the plugins whose code was running when the previous process ended.
   */
  static Activity open(Path file) {
    try {
      List<String> suspects = read(file);
      if (!suspects.isEmpty()) {
        LOG.warn(
            "The previous process ended without stopping its plugins, while code of these"
                + " ran: {}. If it was not killed from outside, one of them may have ended it",
            String.join(", ", suspects));
      }
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      // Written out, not only extended: writing to a page without a disk block may fail.
      Files.write(file, new byte[SLOTS * SLOT_BYTES]);
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        MappedByteBuffer mapped =
            channel.map(FileChannel.MapMode.READ_WRITE, 0, SLOTS * SLOT_BYTES);
        return new Activity(file, mapped.order(ByteOrder.nativeOrder()));
      }
    } catch (IOException e) {
      LOG.warn(
          "Running plugins are not recorded for the case of a crash: cannot use {}: {}",
          file,
          e.toString());
      return new Activity(file, ByteBuffer.allocateDirect(SLOTS * SLOT_BYTES));
    }
  }

  /**
   * The plugins whose code was running when the file was last written; none if there is no file.
   */
  static List<String> read(Path file) throws IOException {
    List<String> running = new ArrayList<>();
    if (!Files.isRegularFile(file) || Files.size(file) != SLOTS * SLOT_BYTES) {
      return running;
    }
    ByteBuffer slots = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
    for (int at = 0; at < slots.capacity(); at += SLOT_BYTES) {
      int length = slots.getInt(at + LENGTH_AT);
      if (slots.getInt(at) > 0 && length > 0 && length <= MOST_ID_BYTES) {
        byte[] id = new byte[length];
        slots.get(at + ID_AT, id);
        running.add(new String(id, StandardCharsets.US_ASCII));
      }
    }
    return running;
  }

  /** The slot of a plugin; plugins beyond the number of slots get none. */
  Slot of(String id) {
    return byId.computeIfAbsent(id, this::newSlot);
  }

  private synchronized Slot newSlot(String id) {
    byte[] bytes = id.getBytes(StandardCharsets.US_ASCII);
    if (used == SLOTS || bytes.length > MOST_ID_BYTES) {
      return Slot.NONE;
    }
    int at = used++ * SLOT_BYTES;
    slots.put(at + ID_AT, bytes);
    slots.putInt(at + LENGTH_AT, bytes.length);
    return new Slot(slots, at);
  }

  /** Deletes the file; the plugins have been stopped. */
  void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("Cannot delete {}: {}", file, e.toString());
    }
  }

  /** The slot of one plugin. */
  static final class Slot {
    static final Slot NONE = new Slot(ByteBuffer.allocateDirect(SLOT_BYTES), 0);

    private final ByteBuffer slots;
    private final int at;

    private Slot(ByteBuffer slots, int at) {
      this.slots = slots;
      this.at = at;
    }

    void enter() {
      COUNT.getAndAdd(slots, at, 1);
    }

    void leave() {
      COUNT.getAndAdd(slots, at, -1);
    }
  }
}
