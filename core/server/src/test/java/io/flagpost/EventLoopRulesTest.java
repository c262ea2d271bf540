package io.flagpost;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassReader;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.MethodVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Opcodes;
import io.flagpost.node.Gateway;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What runs on event loops waits for nobody: no monitor, no lock, no file, no JDBC, no blocking
 * call. There is no exception to it; work that blocks is done in packages of its own, on named
 * workers.
 */
class EventLoopRulesTest {
  private static final String[] ON_EVENT_LOOPS =
      PackageMap.in(
          "platform.web",
          "platform.coding",
          "telemetry.http",
          "telemetry.ingest",
          "telemetry.checks",
          "telemetry.store",
          "signing.envelope");

  private static final JavaClasses CODE =
      new ClassFileImporter()
          .importUrl(Gateway.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void theyUseNoLocksAndTouchNoFilesAndNoJdbc() {
    noClasses()
        .that()
        .resideInAnyPackage(ON_EVENT_LOOPS)
        .should(
            dependOnClassesThat(
                resideInAnyPackage(
                        "java.util.concurrent.locks..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.sql..",
                        "javax.sql..")
                    .or(named("java.io.File"))
                    .or(named("java.io.FileInputStream"))
                    .or(named("java.io.FileOutputStream"))
                    .or(named("java.io.RandomAccessFile"))
                    .or(named("java.util.concurrent.Semaphore"))
                    .or(named("java.util.concurrent.CountDownLatch"))
                    .or(named("java.util.concurrent.CyclicBarrier"))
                    .or(assignableTo("java.util.concurrent.BlockingQueue"))))
        .check(CODE);
  }

  @Test
  void theyCallNothingThatWaits() {
    noClasses()
        .that()
        .resideInAnyPackage(ON_EVENT_LOOPS)
        .should()
        .callMethodWhere(
            target(nameMatching("sleep|join|onSpinWait"))
                .and(target(owner(named("java.lang.Thread")))))
        .orShould()
        .callMethodWhere(target(nameMatching("wait")).and(target(owner(named("java.lang.Object")))))
        .orShould()
        .callMethodWhere(
            target(nameMatching("get|join"))
                .and(target(owner(assignableTo("java.util.concurrent.Future")))))
        .orShould()
        .callMethodWhere(
            target(nameMatching("await")).and(target(owner(assignableTo("io.vertx.core.Future")))))
        .orShould()
        .callMethodWhere(
            target(nameMatching("park.*"))
                .and(target(owner(named("java.util.concurrent.locks.LockSupport")))))
        .check(CODE);
  }

  @Test
  void theyHaveNoMonitors() {
    monitorFree().check(CODE);
  }

  @Test
  void aMonitorIsFound() {
    JavaClasses guilty = new ClassFileImporter().importClasses(WithMethod.class, WithBlock.class);

    for (JavaClass each : guilty) {
      assertThat(monitors(each)).as(each.getName()).hasSize(1);
    }
  }

  private static ArchRule monitorFree() {
    return classes()
        .that()
        .resideInAnyPackage(ON_EVENT_LOOPS)
        .should(
            new ArchCondition<>("have no synchronized method or block") {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                monitors(item)
                    .forEach(
                        (method, what) ->
                            events.add(
                                SimpleConditionEvent.violated(
                                    item, item.getName() + "." + method + " has " + what)));
              }
            });
  }

  /** By the method's name; the library's model of code knows of no blocks. */
  private static Map<String, String> monitors(JavaClass item) {
    Map<String, String> found = new TreeMap<>();
    try (InputStream bytes = item.getSource().orElseThrow().getUri().toURL().openStream()) {
      new ClassReader(bytes)
          .accept(
              new ClassVisitor(Opcodes.ASM9) {
                @Override
                public MethodVisitor visitMethod(
                    int access, String name, String type, String signature, String[] thrown) {
                  if ((access & Opcodes.ACC_SYNCHRONIZED) != 0) {
                    found.put(name, "synchronized");
                  }
                  return new MethodVisitor(Opcodes.ASM9) {
                    @Override
                    public void visitInsn(int opcode) {
                      if (opcode == Opcodes.MONITORENTER) {
                        found.put(name, "a synchronized block");
                      }
                    }
                  };
                }
              },
              ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static DescribedPredicate<JavaClass> named(String name) {
    return DescribedPredicate.describe(name, type -> type.getName().equals(name));
  }

  /** Guilty by a modifier. */
  static final class WithMethod {
    synchronized void run() {}
  }

  /** Guilty by a block. */
  static final class WithBlock {
    private final Object lock = new Object();
    private int count;

    void run() {
      synchronized (lock) {
        count++;
      }
    }

    int count() {
      return count;
    }
  }
}
