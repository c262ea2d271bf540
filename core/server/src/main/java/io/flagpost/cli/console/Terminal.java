package io.flagpost.cli.console;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;

/** The person in front of the command, if there is one. */
public interface Terminal {
  /** Nobody is there: input and output are files or pipes. */
  Terminal NONE =
      new Terminal() {
        @Override
        public boolean isThere() {
          return false;
        }

        @Override
        public Optional<String> ask(String question) {
          return Optional.empty();
        }

        @Override
        public Optional<String> askSecret(String question) {
          return Optional.empty();
        }
      };

  /** Whether somebody reads what is printed and can be asked. */
  boolean isThere();

  /** Asks for a line; empty if nobody is there, or the input has ended. */
  Optional<String> ask(String question);

  /** The same without showing what is typed. */
  Optional<String> askSecret(String question);

  /** That of this process. */
  @SuppressWarnings("SystemConsoleNull") // up to JDK 21 null says it, from 22 on isTerminal does
  public static Terminal system() {
    Console console = System.console();
    if (console == null || !isTerminal(console)) {
      return NONE;
    }
    return new Terminal() {
      @Override
      public boolean isThere() {
        return true;
      }

      @Override
      public Optional<String> ask(String question) {
        say(question);
        return Optional.ofNullable(console.readLine());
      }

      @Override
      public Optional<String> askSecret(String question) {
        say(question);
        return Optional.ofNullable(console.readPassword()).map(String::new);
      }

      private void say(String question) {
        console.writer().print(question);
        console.writer().flush();
      }
    };
  }

  /** From JDK 22 on there is a console without a terminal too; it can be asked what it is. */
  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException before22) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }
}
