package ai.lacuna.workflow.store;

import ai.lacuna.files.AtomicFiles;
import ai.lacuna.files.Digest;
import ai.lacuna.files.FileDigests;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A folder of artifacts, {@code KIND/FINGERPRINT/}, shared by any number of runs and processes.
 *
 * <p>An artifact is made in a {@link WorkFolder} beside its place and moved there in one step with
 * its manifest inside, so it is either complete or not there.
 */
public final class ArtifactStore {

  private static final String WORK = ".work";
  private static final String DIGESTS = "digests";
  private static final String FINGERPRINT = "[0-9a-f]{64}";

  private final Path root;

  /** A store in this folder, which need not exist yet. */
  public ArtifactStore(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /** Where it lies. */
  public Path root() {
    return root;
  }

  /** The digests of source files that runs with this store have read. */
  public FileDigests fileDigests() throws IOException {
    return FileDigests.in(root.resolve(DIGESTS));
  }

  /** Looks for an artifact and verifies it; see {@link Lookup}. */
  public Lookup find(String kind, String fingerprint) throws IOException {
    Path folder = root.resolve(kind).resolve(fingerprint);
    if (!Files.exists(folder)) {
      return new Lookup.Absent();
    }
    Artifact artifact;
    try {
      artifact = Artifact.open(folder);
    } catch (NoSuchFileException e) {
      return new Lookup.Broken(List.of(Manifest.FILE + ": missing"));
    } catch (JacksonException e) {
      return new Lookup.Broken(List.of(Manifest.FILE + ": not readable"));
    }
    if (!artifact.fingerprint().equals(fingerprint) || !artifact.kind().equals(kind)) {
      return new Lookup.Broken(List.of(Manifest.FILE + ": belongs to another artifact"));
    }
    List<String> differences = Verification.differences(artifact, receipt(kind, fingerprint));
    return differences.isEmpty() ? new Lookup.Found(artifact) : new Lookup.Broken(differences);
  }

  /** All artifacts of a kind, newest first, by their manifests alone: files are not verified. */
  public List<Artifact> list(String kind) throws IOException {
    Path folder = root.resolve(kind);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Artifact> artifacts = new ArrayList<>();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.sorted().toList()) {
        if (entry.getFileName().toString().matches(FINGERPRINT)) {
          openIfReadable(entry, artifacts);
        }
      }
    }
    artifacts.sort(Comparator.comparing(ArtifactStore::finished).reversed());
    return artifacts;
  }

  /** Where an artifact is, or would be, made. */
  public WorkFolder workFolder(String kind, String fingerprint) {
    return new WorkFolder(root.resolve(kind).resolve(fingerprint + WORK));
  }

  /** Asks for the right to make an artifact; never waits. */
  public Lease.Attempt tryLease(WorkFolder work) throws IOException {
    return Lease.tryTake(work.leases());
  }

  /**
   * Makes an artifact of a work folder's output and removes the work folder.
   *
   * <p>Files whose names begin with a dot are leftovers of interrupted writes and are dropped.
   *
   * @param work the folder; its lease is held by the caller
   * @param lease that lease
   * @param kind what the artifact is
   * @param stage the id of its stage
   * @param ingredients what it was made from
   * @param unhashed settings that are not covered by the fingerprint
   * @param isRecord which paths are records rather than content
   * @param provenance how it was made
   * @throws LostLeaseException if somebody else took the work over
   */
  public Artifact publish(
      WorkFolder work,
      Lease lease,
      String kind,
      String stage,
      Manifest.Ingredients ingredients,
      JsonNode unhashed,
      Predicate<String> isRecord,
      Map<String, String> provenance)
      throws IOException {
    List<Manifest.Entry> files = new ArrayList<>();
    for (Path file : Folders.files(work.output())) {
      String path = Folders.relative(work.output(), file);
      if (file.getFileName().toString().startsWith(".") || path.equals(Manifest.FILE)) {
        Files.delete(file);
        continue;
      }
      flush(file);
      Manifest.Role role = isRecord.test(path) ? Manifest.Role.RECORD : Manifest.Role.CONTENT;
      files.add(new Manifest.Entry(path, Files.size(file), Digest.ofFile(file), role));
    }
    String fingerprint = Fingerprint.of(ingredients);
    Manifest manifest =
        new Manifest(
                Manifest.SCHEMA,
                kind,
                stage,
                ingredients,
                fingerprint,
                Manifest.contentDigest(files),
                files,
                unhashed,
                provenance,
                "")
            .withChecksum();
    Json.write(work.output().resolve(Manifest.FILE), manifest);
    Path place = root.resolve(kind).resolve(fingerprint);
    lease.require();
    Folders.delete(place);
    Files.deleteIfExists(receipt(kind, fingerprint));
    AtomicFiles.rename(work.output(), place);
    return new Artifact(place, manifest);
  }

  /** Removes a work folder; its lease is held by the caller. */
  public void discard(WorkFolder work) throws IOException {
    try {
      Folders.delete(work.folder());
    } catch (DirectoryNotEmptyException e) {
      // Somebody who waited for the lease asked again meanwhile, and will remove it in turn.
      return;
    }
  }

  private Path receipt(String kind, String fingerprint) {
    return root.resolve(kind).resolve(fingerprint + ".verified");
  }

  private static void openIfReadable(Path folder, List<Artifact> artifacts) throws IOException {
    try {
      artifacts.add(Artifact.open(folder));
    } catch (NoSuchFileException | JacksonException e) {
      // Whoever asks for this very artifact is told that it is broken; in a listing it is absent.
      return;
    }
  }

  private static String finished(Artifact artifact) {
    return artifact.manifest().provenance().getOrDefault("finished", "");
  }

  private static void flush(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
