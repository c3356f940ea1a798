package ai.lacuna.tokenizer.cache;

import ai.djl.ndarray.NDManager;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.tokenizer.dvae.Design;
import ai.lacuna.tokenizer.dvae.Tokenizer;
import ai.lacuna.tokenizer.dvae.TokenizerFiles;
import ai.lacuna.training.TokenSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tokens computed in every step from the encoder's own crop, see {@link TokenView}. */
public final class LiveTokens implements TokenSource {

  private final Path folder;
  private final String digest;
  private final ImageShape encoder;
  private final Design design;

  /**
   * @param folder a tokenizer artifact
   * @param digest of its content
   * @param encoder the encoder's image
   */
  public LiveTokens(Path folder, String digest, ImageShape encoder) throws IOException {
    this.folder = folder;
    this.digest = digest;
    this.encoder = encoder;
    design = TokenizerFiles.design(folder);
  }

  @Override
  public int vocabulary() {
    return design.architecture().vocabulary();
  }

  @Override
  public Optional<ViewSpec> view(ViewSpec first) {
    return TokenView.of(first, encoder, design.image());
  }

  @Override
  public int variants() {
    return 0;
  }

  @Override
  public Object identity() {
    return Map.of("tokenizer", digest);
  }

  @Override
  public Tokens open(NDManager parent) throws IOException {
    Tokenizer tokenizer = Tokenizer.open(folder, parent);
    boolean same = encoder.equals(design.image());
    return (batch, scope) -> {
      List<byte[]> views = batch.views();
      return tokenizer.codes(scope, same ? views.get(0) : views.get(views.size() - 1));
    };
  }
}
