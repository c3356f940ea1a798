package ai.lacuna.training.optimizer;

import ai.lacuna.api.plan.NamePattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Layer-wise decay of the learning rate (Clark et al., 2020; BEiT): with L layers, a parameter of
 * layer l, counted from the input, learns with rateᴸ⁻ˡ of the learning rate. What is in no layer,
 * such as a head, learns with all of it.
 *
 * @param rate in (0, 1]; 1 = all layers alike
 * @param layers the names of each layer, the one at the input first; the first that fits counts
 */
public record LayerDecay(double rate, List<List<NamePattern>> layers) {

  /** All layers alike. */
  public static final LayerDecay NONE = new LayerDecay(1, List.of());

  // Blocks of a plain transformer, and those of one with stages.
  private static final String BLOCK = "blocks\\.(\\d+)\\..*";
  private static final String STAGE_BLOCK = "layers\\.(\\d+)\\." + BLOCK;

  /** Which stage's number a shrinking layer between two stages carries. */
  public enum Merging {
    /** That of the stage before it (the official Swin). */
    STAGE_BEFORE(0),
    /** That of the stage behind it (timm). */
    STAGE_BEHIND(1);

    private final int offset;

    Merging(int offset) {
      this.offset = offset;
    }
  }

  public LayerDecay {
    layers = layers.stream().map(List::copyOf).toList();
  }

  /**
   * The layers of a vision transformer: the embedding, then one for each block. Where it has stages
   * (Swin), what shrinks a stage's output belongs to the stage's last block (SimMIM, optimizer.py).
   *
   * @param prefix what all names start with, such as {@code encoder.}
   * @param embedding names of the embedding's parameters, without prefix
   * @param depths blocks of each stage; a single one stands for a transformer without stages
   * @param merging what shrinks a stage's output is called after
   */
  public static List<List<NamePattern>> layers(
      String prefix, List<String> embedding, List<Integer> depths, Merging merging) {
    List<List<NamePattern>> layers = new ArrayList<>();
    layers.add(patterns(prefix, embedding.stream()));
    for (int stage = 0; stage < depths.size(); stage++) {
      String within = depths.size() == 1 ? "" : "layers." + stage + ".";
      for (int block = 0; block < depths.get(stage); block++) {
        boolean last = !within.isEmpty() && block + 1 == depths.get(stage);
        String shrinking = "layers." + (stage + merging.offset) + ".downsample.*";
        Stream<String> names = Stream.of(within + "blocks." + block + ".*");
        layers.add(patterns(prefix, last ? Stream.concat(names, Stream.of(shrinking)) : names));
      }
    }
    return layers;
  }

  /**
   * How many blocks each stage has, as the parameters' names tell.
   *
   * @param prefix what an encoder's names start with
   * @param names of any parameters
   */
  public static List<Integer> depths(String prefix, Collection<String> names) {
    TreeMap<Integer, Integer> depths = new TreeMap<>();
    Pattern plain = Pattern.compile(Pattern.quote(prefix) + BLOCK);
    Pattern staged = Pattern.compile(Pattern.quote(prefix) + STAGE_BLOCK);
    for (String name : names) {
      Matcher p = plain.matcher(name);
      Matcher s = staged.matcher(name);
      if (p.matches()) {
        depths.merge(0, Integer.parseInt(p.group(1)) + 1, Math::max);
      } else if (s.matches()) {
        int stage = Integer.parseInt(s.group(1));
        depths.merge(stage, Integer.parseInt(s.group(2)) + 1, Math::max);
      }
    }
    return List.copyOf(depths.values());
  }

  private static List<NamePattern> patterns(String prefix, Stream<String> names) {
    return names.map(name -> new NamePattern(prefix + name)).toList();
  }

  /** The factor on a parameter's learning rate, in (0, 1]. */
  public double scale(String name) {
    for (int layer = 0; layer < layers.size(); layer++) {
      if (layers.get(layer).stream().anyMatch(pattern -> pattern.matches(name))) {
        return Math.pow(rate, layers.size() - layer);
      }
    }
    return 1;
  }
}
