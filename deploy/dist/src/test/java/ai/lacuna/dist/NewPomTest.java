package ai.lacuna.dist;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.api.stability.Contract;
import ai.lacuna.workflow.scaffold.Scaffold;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pom.xml of a new objective fits the Lacuna that wrote it. */
class NewPomTest {

  private static final Path CHECKOUT = Path.of("../..");

  @TempDir private static Path folder;
  private static Model pom;
  private static Model lacuna;
  private static Model example;

  @BeforeAll
  static void read() throws IOException {
    Path project = folder.resolve("project");
    Scaffold.of("fill-gaps", "org.example.vision", List.of()).write(project);
    pom = NewProject.pom(project.resolve("pom.xml"));
    lacuna = NewProject.pom(CHECKOUT.resolve("pom.xml"));
    example = NewProject.pom(CHECKOUT.resolve("plugins/example/pom.xml"));
  }

  @Test
  void itImportsTheVersionsOfThisLacuna() {
    assertThat(pom.getDependencyManagement().getDependencies()).hasSize(1);
    Dependency imported = pom.getDependencyManagement().getDependencies().get(0);
    assertThat(imported.getManagementKey())
        .isEqualTo(lacuna.getGroupId() + ":" + lacuna.getArtifactId() + ":pom");
    assertThat(imported.getScope()).isEqualTo("import");
    assertThat(imported.getVersion()).isEqualTo("${lacuna.version}");
    assertThat(pom.getProperties()).containsEntry("lacuna.version", lacuna.getVersion());
  }

  // The example is a module, so that Maven resolves the same names in every build.
  @Test
  void itDependsOnWhatTheExampleDependsOn() {
    assertThat(scopes(pom))
        .isEqualTo(scopes(example))
        .containsEntry("ai.lacuna:lacuna-api:jar", "provided");
    assertThat(pom.getDependencies()).extracting(Dependency::getVersion).containsOnlyNulls();
  }

  private static Map<String, String> scopes(Model model) {
    Map<String, String> scopes = new TreeMap<>();
    model.getDependencies().forEach(d -> scopes.put(d.getManagementKey(), d.getScope()));
    return scopes;
  }

  @Test
  void itIsBuiltAsLacunaIs() {
    Map<String, String> own = new TreeMap<>();
    lacuna.getBuild().getPluginManagement().getPlugins().forEach(p -> put(own, p));
    lacuna.getBuild().getPlugins().forEach(p -> put(own, p));
    Map<String, String> versions = new TreeMap<>();
    pom.getBuild().getPlugins().forEach(p -> put(versions, p));

    assertThat(versions).hasSize(5);
    assertThat(own).containsAllEntriesOf(versions);
    for (String name : List.of("maven.compiler.release", "project.build.sourceEncoding")) {
      assertThat(pom.getProperties()).containsEntry(name, lacuna.getProperties().get(name));
    }
  }

  private static void put(Map<String, String> versions, Plugin plugin) {
    if (plugin.getVersion() != null) {
      versions.put(plugin.getKey(), plugin.getVersion());
    }
  }

  @Test
  void itsManifestNamesTheContractThatTheLoaderLooksFor() {
    Map<String, String> expected = Map.of(Contract.ATTRIBUTE, Integer.toString(Contract.VERSION));
    assertThat(NewProject.manifestEntries(pom)).isEqualTo(expected);
    assertThat(NewProject.manifestEntries(example)).isEqualTo(expected);
  }
}
