package ai.lacuna.workflow.bench;

import ai.lacuna.data.Dataset;
import ai.lacuna.data.Memory;
import ai.lacuna.data.ingest.IngestOptions;
import ai.lacuna.data.ingest.IngestPlan;
import ai.lacuna.data.ingest.Ingestion;
import ai.lacuna.data.shard.Manifest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the loader's images come from. */
enum LoadSource {
  FOLDER("imagefolder"),
  TAR("tar"),
  PARQUET("imagefolder");

  private final String plugin;

  LoadSource(String plugin) {
    this.plugin = plugin;
  }

  /** A data set and the folder that was made for it, which goes with it. */
  record Opened(Dataset dataset, TemporaryFolder temporary) implements Closeable {

    @Override
    public void close() throws IOException {
      temporary.close();
    }
  }

  /** Makes a data set of a folder, importing it where Parquet is asked for. */
  Opened open(Path folder, Memory memory, int threads) throws IOException {
    TemporaryFolder temporary = new TemporaryFolder();
    try {
      return new Opened(
          switch (this) {
            case FOLDER, TAR -> Dataset.inPlace(plugin, SourceConfigs.at(plugin, folder), memory);
            case PARQUET -> Dataset.open(imported(folder, temporary, threads), memory);
          },
          temporary);
    } catch (IOException | RuntimeException e) {
      temporary.close();
      throw e;
    }
  }

  private Path imported(Path folder, TemporaryFolder temporary, int threads) throws IOException {
    if (Files.isRegularFile(folder.resolve(Manifest.FILE))) {
      return folder;
    }
    IngestPlan plan =
        Ingestion.plan("bench", plugin, SourceConfigs.at(plugin, folder), IngestOptions.defaults());
    ThreadPoolIngest.run(plan, temporary.path(), threads);
    return temporary.path();
  }
}
