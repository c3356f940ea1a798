package ai.lacuna.workflow.store;

import ai.lacuna.files.Digest;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares an artifact's files with its manifest.
 *
 * <p>Names and sizes are compared each time, and so are the digests of artifacts up to {@link
 * #ALWAYS}. For larger ones each file's digest is computed once and remembered with the file's
 * size, inode and times of modification and change; a file is read again as soon as any of these
 * differs. So whatever writes to a file is noticed; a disk that changes bytes by itself in a large
 * file is not.
 */
final class Verification {

  /** Up to this many bytes an artifact is read in full each time. */
  static final long ALWAYS = 256L << 20;

  private Verification() {}

  /** What differs, one line each; empty if nothing does. */
  static List<String> differences(Artifact artifact, Path receipt) throws IOException {
    Manifest manifest = artifact.manifest();
    List<String> differences = new ArrayList<>();
    if (!manifest.withChecksum().checksum().equals(manifest.checksum())
        || !Manifest.contentDigest(manifest.files()).equals(manifest.digest())
        || !Fingerprint.of(manifest.ingredients()).equals(manifest.fingerprint())) {
      differences.add(Manifest.FILE + ": its digests do not match what it lists");
    }
    boolean trustReceipt = manifest.bytes() > ALWAYS;
    Map<String, String> known = trustReceipt ? readReceipt(receipt) : Map.of();
    Map<String, String> seen = new TreeMap<>();
    Set<String> listed = new HashSet<>();
    for (Manifest.Entry entry : manifest.files()) {
      listed.add(entry.path());
      Path file = artifact.file(entry.path());
      try {
        String state = state(file, entry.sha256());
        if (Files.size(file) != entry.bytes()) {
          differences.add(
              entry.path() + ": has " + Files.size(file) + " bytes, not " + entry.bytes());
        } else if (!state.equals(known.get(entry.path()))
            && !Digest.ofFile(file).equals(entry.sha256())) {
          differences.add(entry.path() + ": its SHA-256 is not " + entry.sha256());
        }
        seen.put(entry.path(), state);
      } catch (NoSuchFileException e) {
        differences.add(entry.path() + ": missing");
      }
    }
    for (Path file : Folders.files(artifact.folder())) {
      String path = Folders.relative(artifact.folder(), file);
      if (!listed.contains(path) && !path.equals(Manifest.FILE)) {
        differences.add(path + ": not listed in the manifest");
      }
    }
    if (differences.isEmpty() && manifest.bytes() > ALWAYS && !seen.equals(known)) {
      Json.write(receipt, seen);
    }
    return differences;
  }

  private static Map<String, String> readReceipt(Path receipt) throws IOException {
    if (!Files.exists(receipt)) {
      return Map.of();
    }
    try {
      return Json.MAPPER.readValue(Files.readAllBytes(receipt), new TypeReference<>() {});
    } catch (JacksonException e) {
      return Map.of();
    }
  }

  private static String state(Path file, String sha256) throws IOException {
    return Files.readAttributes(file, "unix:ino,size,lastModifiedTime,ctime") + " " + sha256;
  }
}
