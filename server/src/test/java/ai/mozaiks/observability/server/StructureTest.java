// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The arrows of docs/architecture.md.
@AnalyzeClasses(
    packages = "ai.mozaiks.observability",
    importOptions = ImportOption.DoNotIncludeTests.class)
class StructureTest {
  private static final String SERVER = "ai.mozaiks.observability.server";

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching(SERVER + ".(**)").should().beFreeOfCycles();

  /// What a span is worth beside its neighbours is no dialect's business, and how it was written
  /// none of the rules'.
  @ArchTest
  static final ArchRule dialectsKnowNoTrace =
      noClasses()
          .that()
          .resideInAPackage(SERVER + ".normalise.dialect..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SERVER + ".normalise.trace..");

  @ArchTest
  static final ArchRule theDirectWayNeedsNeither =
      noClasses()
          .that()
          .resideInAPackage(SERVER + ".normalise")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SERVER + ".normalise.dialect..", SERVER + ".normalise.trace..");

  @ArchTest
  static final ArchRule onlyTheHttpPackageKnowsJetty =
      noClasses()
          .that()
          .resideOutsideOfPackage(SERVER + ".http..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.jetty..");

  @ArchTest
  static final ArchRule onlyTheGrpcPackageKnowsGrpc =
      noClasses()
          .that()
          .resideOutsideOfPackage(SERVER + ".grpc..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.grpc..");

  @ArchTest
  static final ArchRule onlyOnePlaceNamesTheEmbeddedStore =
      noClasses()
          .that()
          .resideInAPackage(SERVER + "..")
          .and()
          .doNotHaveSimpleName("OpenStore")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.mozaiks.observability.storage.embedded..");

  @ArchTest
  static final ArchRule rulesArePure =
      noClasses()
          .that()
          .resideInAPackage(SERVER + ".normalise..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              SERVER + ".fold..", SERVER + ".ingest..", SERVER + ".http..", "java.net..");

  @ArchTest
  static final ArchRule theLibraryNeverSeesTheServer =
      noClasses()
          .that()
          .resideInAnyPackage(
              "ai.mozaiks.observability.recorder..", "ai.mozaiks.observability.storage..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SERVER + "..");

  @ArchTest
  static final ArchRule redactionKnowsNothingElse =
      noClasses()
          .that()
          .resideInAPackage("ai.mozaiks.observability.recorder.redaction..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.mozaiks.observability.recorder");
}
