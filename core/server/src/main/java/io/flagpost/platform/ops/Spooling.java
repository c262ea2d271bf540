package io.flagpost.platform.ops;

/** What a node's health has to know of its spool. Asked often, on any thread; must not block. */
public interface Spooling {
  /** There is no spool. */
  Spooling NONE =
      new Spooling() {
        @Override
        public boolean takesRecords() {
          return false;
        }

        @Override
        public boolean isInUse() {
          return false;
        }

        @Override
        public boolean isNeeded() {
          return false;
        }
      };

  /** Whether it takes records while PostgreSQL is away: it works, and there is room. */
  boolean takesRecords();

  /** Whether records go into it, or wait in it. */
  boolean isInUse();

  /** Whether records can go nowhere else: PostgreSQL takes none, though it may answer. */
  boolean isNeeded();
}
