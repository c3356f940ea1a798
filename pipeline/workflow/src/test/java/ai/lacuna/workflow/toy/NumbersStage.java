package ai.lacuna.workflow.toy;

import ai.lacuna.files.AtomicFiles;
import ai.lacuna.workflow.ShardedStage;
import ai.lacuna.workflow.StageContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes numbers, a few per shard, and an index of the shards. */
public final class NumbersStage implements ShardedStage {

  @Override
  public String type() {
    return "toy-numbers";
  }

  @Override
  public String kind() {
    return "numbers";
  }

  @Override
  public int codeVersion() {
    return 1;
  }

  @Override
  public List<JsonNode> shards(StageContext context) {
    NumbersConfig config = context.config(NumbersConfig.class);
    List<JsonNode> shards = new ArrayList<>();
    for (int from = 0; from < config.count(); from += config.shard()) {
      int to = Math.min(config.count(), from + config.shard());
      shards.add(JsonNodeFactory.instance.objectNode().put("from", from).put("to", to));
    }
    return shards;
  }

  @Override
  public JsonNode runShard(JsonNode shard, StageContext context) throws Exception {
    NumbersConfig config = context.config(NumbersConfig.class);
    Hooks.pass("shard " + shard.get("from"), context);
    List<String> lines = new ArrayList<>();
    for (int i = shard.get("from").asInt(); i < shard.get("to").asInt(); i++) {
      lines.add(config.style().prefix() + i * config.step());
    }
    String file = "part-" + shard.get("from").asInt() + ".txt";
    AtomicFiles.writeString(context.output().resolve(file), String.join("\n", lines) + "\n");
    return JsonNodeFactory.instance.textNode(file);
  }

  @Override
  public void finish(List<JsonNode> results, StageContext context) throws Exception {
    Hooks.pass("finish", context);
    String index = results.stream().map(JsonNode::asText).collect(Collectors.joining("\n"));
    AtomicFiles.writeString(context.output().resolve("index.txt"), index + "\n");
  }
}
