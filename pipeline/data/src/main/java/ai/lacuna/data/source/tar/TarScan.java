package ai.lacuna.data.source.tar;

import ai.lacuna.data.source.ClassList;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.LongSet;
import ai.lacuna.data.source.MixedOrder;
import ai.lacuna.data.source.PartSize;
import ai.lacuna.data.source.Unpacked;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Walks archives once and cuts them into parts; a part takes a few bytes for each sample. */
final class TarScan {

  private static final int NO_LABEL = -1;

  /** A part whose labels are still numbers of {@link #labels}. */
  private static final class Draft {
    final String archive;
    final long start;
    private int[] labels = new int[64];
    private int count;
    private final List<Integer> duplicates = new ArrayList<>();

    Draft(String archive, long start) {
      this.archive = archive;
      this.start = start;
    }

    void add(int label) {
      if (count == labels.length) {
        labels = Arrays.copyOf(labels, 2 * count);
      }
      labels[count++] = label;
    }
  }

  private final TarConfig config;
  private final PartSize target;
  private final Map<String, Integer> labels = new HashMap<>();
  private final List<Draft> drafts = new ArrayList<>();
  private long ignored;

  TarScan(TarConfig config, PartSize target) {
    this.config = config;
    this.target = target;
  }

  /**
   * Walks an archive. One that is packed becomes one part, because reading cannot begin within it.
   *
   * @throws IOException if it is damaged or ends early
   */
  void add(Path archive) throws IOException {
    boolean packed = Unpacked.isPacked(archive);
    LongSet keys = new LongSet();
    Draft draft = null;
    long bytes = 0;
    try (TarSamples samples = new TarSamples(config, archive, 0, TarSamples.Content.LABELS)) {
      TarSamples.Sample sample;
      while ((sample = samples.next()) != null) {
        boolean full = draft != null && (draft.count >= target.rows() || bytes >= target.bytes());
        if (draft == null || (full && !packed)) {
          draft = new Draft(archive.getFileName().toString(), sample.start);
          drafts.add(draft);
          bytes = 0;
        }
        if (!keys.add(MixedOrder.hash(sample.key))) {
          draft.duplicates.add(draft.count);
        }
        draft.add(number(sample.reject() == null ? sample.label() : null));
        bytes += sample.bytes();
      }
      ignored += samples.ignored();
    }
  }

  private int number(@Nullable String label) {
    if (label == null || config.label().equals(TarConfig.NONE)) {
      return NO_LABEL;
    }
    labels.putIfAbsent(label, labels.size());
    return labels.get(label);
  }

  /** Each distinct label. */
  List<String> labels() {
    return List.copyOf(labels.keySet());
  }

  /** Entries that belong to no sample. */
  long ignored() {
    return ignored;
  }

  /** The parts, with class indices. */
  List<Listing.Part<TarPart>> parts(ClassList classes) {
    int[] index = new int[labels.size()];
    labels.forEach(
        (label, number) -> {
          Integer known = classes.index(label);
          index[number] = known == null ? TarPart.OUTSIDE : known;
        });
    return drafts.stream().map(draft -> part(draft, index)).toList();
  }

  private static Listing.Part<TarPart> part(Draft draft, int[] index) {
    List<Integer> labels =
        Arrays.stream(draft.labels, 0, draft.count)
            .map(number -> number == NO_LABEL ? NO_LABEL : index[number])
            .boxed()
            .toList();
    return new Listing.Part<>(
        new TarPart(draft.archive, draft.start, labels, draft.duplicates), draft.count);
  }
}
