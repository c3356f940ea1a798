package ai.lacuna.model;

import ai.lacuna.files.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Our names for the parameters of other implementations' Swin transformers. */
final class SwinCheckpoints {

  private static final Pattern MERGING = Pattern.compile("layers\\.(\\d+)\\.downsample\\.");
  private static final Pattern PART = Pattern.compile("attention\\.self\\.(query|key|value)\\.");
  // Longer names first: "attention.output.dense" before "output.dense".
  private static final List<Map.Entry<String, String>> HUGGING_FACE =
      List.of(
          Map.entry("embeddings.patch_embeddings.projection", "patch_embed.proj"),
          Map.entry("embeddings.norm", "patch_embed.norm"),
          Map.entry("encoder.layers", "layers"),
          Map.entry("layernorm_before", "norm1"),
          Map.entry("layernorm_after", "norm2"),
          Map.entry("attention.output.dense", "attn.proj"),
          Map.entry("attention.self.relative", "attn.relative"),
          Map.entry("intermediate.dense", "mlp.fc1"),
          Map.entry("output.dense", "mlp.fc2"),
          Map.entry("layernorm.", "norm."));

  private SwinCheckpoints() {}

  /** From a name of the official code, which counts a merging to the stage before it. */
  static String fromOfficial(String name) {
    Matcher merging = MERGING.matcher(name);
    return merging.replaceFirst(
        m -> "layers." + (Integer.parseInt(m.group(1)) + 1) + ".downsample.");
  }

  /** From Hugging Face's names; queries, keys and values become one tensor. */
  static List<Tensor> fromHuggingFace(List<Tensor> tensors) {
    List<Tensor> renamed = new ArrayList<>();
    Map<String, Map<String, Tensor>> parts = new TreeMap<>();
    for (Tensor tensor : tensors) {
      String name = fromOfficial(tensor.name());
      for (Map.Entry<String, String> e : HUGGING_FACE) {
        name = name.replace(e.getKey(), e.getValue());
      }
      Matcher part = PART.matcher(name);
      if (part.find()) {
        String whole = part.replaceFirst("attn.qkv.");
        parts.computeIfAbsent(whole, n -> new TreeMap<>()).put(part.group(1), tensor);
      } else {
        renamed.add(new Tensor(name, tensor.dtype(), tensor.shape(), tensor.data()));
      }
    }
    parts.forEach(
        (name, p) -> renamed.add(joined(name, p.get("query"), p.get("key"), p.get("value"))));
    return renamed;
  }

  private static Tensor joined(String name, Tensor... parts) {
    long[] shape = parts[0].shape().clone();
    shape[0] *= parts.length;
    int bytes = parts[0].data().remaining();
    ByteBuffer all = ByteBuffer.allocateDirect(bytes * parts.length).order(ByteOrder.LITTLE_ENDIAN);
    for (Tensor part : parts) {
      all.put(part.data().duplicate());
    }
    return new Tensor(name, parts[0].dtype(), shape, all.flip());
  }
}
