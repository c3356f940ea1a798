package ai.lacuna.dist;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The floors of the house: a room may use what stands on a lower floor, and nothing else. */
@AnalyzeClasses(
    packages = "ai.lacuna",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class FloorsTest {

  @ArchTest
  static final ArchRule rooms_use_lower_floors_only =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("api")
          .definedBy("ai.lacuna.api..")
          .layer("files")
          .definedBy("ai.lacuna.files..")
          .layer("objectives")
          .definedBy("ai.lacuna.objective..")
          .layer("model")
          .definedBy("ai.lacuna.model..")
          .layer("data")
          .definedBy("ai.lacuna.data..")
          .layer("training")
          .definedBy("ai.lacuna.training..")
          .layer("workflow")
          .definedBy("ai.lacuna.workflow..")
          .layer("tokenizer")
          .definedBy("ai.lacuna.tokenizer..")
          .layer("evaluation")
          .definedBy("ai.lacuna.evaluation..")
          .layer("testkit")
          .definedBy("ai.lacuna.testkit..")
          .whereLayer("api")
          .mayNotAccessAnyLayer()
          .whereLayer("files")
          .mayOnlyAccessLayers("api")
          .whereLayer("objectives")
          .mayOnlyAccessLayers("api")
          .whereLayer("model")
          .mayOnlyAccessLayers("api", "files")
          .whereLayer("data")
          .mayOnlyAccessLayers("api", "files")
          .whereLayer("training")
          .mayOnlyAccessLayers("api", "files", "model", "data")
          .whereLayer("workflow")
          .mayOnlyAccessLayers("api", "files", "model", "data", "training")
          .whereLayer("tokenizer")
          .mayOnlyAccessLayers("api", "files", "model", "data", "training", "workflow")
          .whereLayer("evaluation")
          .mayOnlyAccessLayers("api", "files", "model", "data", "training", "workflow")
          .whereLayer("testkit")
          .mayOnlyAccessLayers("api", "files", "model", "data", "training", "workflow");

  @ArchTest
  static final ArchRule objectives_do_not_know_each_other =
      slices().matching("ai.lacuna.objective.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule packages_are_free_of_cycles =
      slices().matching("ai.lacuna.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule the_contract_needs_djl_api_alone =
      classes()
          .that()
          .resideInAPackage("ai.lacuna.api..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "ai.lacuna.api..", "java..", "ai.djl.ndarray..", "org.jspecify.annotations..");

  @ArchTest
  static final ArchRule trainers_and_readers_know_no_beam =
      noClasses()
          .that()
          .resideOutsideOfPackages("ai.lacuna.workflow..", "ai.lacuna.evaluation..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.beam..");

  @ArchTest
  static final ArchRule nothing_ends_the_process_but_the_command_line =
      noClasses()
          .that()
          .resideOutsideOfPackage("ai.lacuna.workflow.cli..")
          .should()
          .callMethod(System.class, "exit", int.class);
}
