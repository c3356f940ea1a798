package ai.lacuna.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.maven.model.Model;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;

/**
 * A project that {@code lacuna plugins new} wrote, compiled and packed as its pom.xml says. Maven
 * itself would look for Lacuna's modules in a repository, and a build does not put them there.
 *
 * @param folder the project's
 */
record NewProject(Path folder) {

  /** Reads a pom.xml as Maven does, which refuses elements that it does not know. */
  static Model pom(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      return new MavenXpp3Reader().read(reader, true);
    } catch (XmlPullParserException e) {
      throw new AssertionError(file + " is no pom: " + e.getMessage(), e);
    }
  }

  /** What a pom.xml has put into the manifest. */
  static Map<String, String> manifestEntries(Model pom) {
    Map<String, String> entries = new TreeMap<>();
    Object configuration =
        pom.getBuild()
            .getPluginsAsMap()
            .get("org.apache.maven.plugins:maven-jar-plugin")
            .getConfiguration();
    Xpp3Dom archive = ((Xpp3Dom) configuration).getChild("archive");
    for (Xpp3Dom entry : archive.getChild("manifestEntries").getChildren()) {
      entries.put(entry.getName(), entry.getValue());
    }
    return entries;
  }

  /** Compiles the objective and puts its resources beside it; a warning is an error. */
  Path compile() throws IOException {
    Path classes = compile("main", "");
    Path resources = folder.resolve("src/main/resources");
    for (Path file : files(resources)) {
      Path copy = classes.resolve(resources.relativize(file));
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
    return classes;
  }

  /** Compiles the contract test of an objective. */
  Path compileTest(Path classes) throws IOException {
    return compile("test", classes + ":");
  }

  private Path compile(String part, String path) throws IOException {
    Path classes = Files.createDirectories(folder.resolve("target/" + part));
    Path sources = folder.resolve("src/" + part + "/java");
    List<String> arguments =
        new ArrayList<>(
            List.of("-proc:none", "-Xlint:all,-processing,-path,-classfile", "-Werror"));
    arguments.addAll(List.of("-cp", path + System.getProperty("java.class.path")));
    arguments.addAll(List.of("-d", classes.toString()));
    files(sources).forEach(file -> arguments.add(file.toString()));
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(code).as("compilation of %s", sources).isZero();
    return classes;
  }

  /** Packs the classes of the objective into a jar in another folder. */
  Path pack(Path classes, Path into) throws IOException {
    Model pom = pom(folder.resolve("pom.xml"));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifestEntries(pom).forEach(manifest.getMainAttributes()::putValue);
    Path jar = into.resolve(pom.getArtifactId() + "-" + pom.getVersion() + ".jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest)) {
      for (Path file : files(classes)) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        entries.write(Files.readAllBytes(file));
        entries.closeEntry();
      }
    }
    return jar;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
