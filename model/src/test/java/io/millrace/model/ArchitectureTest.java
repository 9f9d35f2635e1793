package io.millrace.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// The model is pure: the same input gives the same output, whatever the machine and the time.
class ArchitectureTest {
  private static final JavaClasses MODEL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.millrace.model");

  @Test
  void theModelKnowsNothingButMathematicsAndCollections() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.millrace.model..",
            "java.lang",
            "java.lang.annotation",
            "java.lang.invoke",
            "java.lang.runtime",
            "java.math",
            "java.nio.charset",
            "java.util",
            "java.util.concurrent..",
            "java.util.function",
            "java.util.random",
            "java.util.regex",
            "java.util.stream",
            "jdk.incubator.vector",
            "it.unimi.dsi.fastutil..",
            "org.jspecify.annotations")
        .because("it has no Kafka, HTTP, logging, I/O or clock")
        .check(MODEL);
  }

  @Test
  void timeIsAParameter() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(MODEL);
  }

  @Test
  void randomnessIsAParameter() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ThreadLocalRandom.class)
        .orShould()
        .callConstructor(Random.class)
        .orShould()
        .callConstructor(SplittableRandom.class)
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(StrictMath.class, "random")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .callMethod(RandomGenerator.class, "getDefault")
        .orShould()
        .callMethod(RandomGenerator.class, "of", String.class)
        .check(MODEL);
  }

  @Test
  void nothingHangsOnTheProcess() {
    noClasses()
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "identityHashCode", Object.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .check(MODEL);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("io.millrace.model.(*)..").should().beFreeOfCycles().check(MODEL);
  }

  /// event and vector, then metrics, item, learner, index, evaluation.
  @Test
  void eachPackageBuildsOnThoseBefore() {
    assertIndependent("event", "vector", "metrics", "item", "learner", "index", "evaluation");
    assertIndependent("vector", "event", "metrics", "item", "learner", "index", "evaluation");
    assertIndependent("metrics", "item", "learner", "index", "evaluation");
    assertIndependent("item", "learner", "index", "evaluation");
    assertIndependent("learner", "index", "evaluation");
    assertIndependent("index", "evaluation");
  }

  private static void assertIndependent(String earlier, String... later) {
    noClasses()
        .that()
        .resideInAPackage("..model." + earlier + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            Arrays.stream(later).map(name -> "..model." + name + "..").toArray(String[]::new))
        .check(MODEL);
  }
}
