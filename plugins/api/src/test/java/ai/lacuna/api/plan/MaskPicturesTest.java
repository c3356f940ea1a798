package ai.lacuna.api.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** A picture that the code would not draw any more is worse than none. */
class MaskPicturesTest {

  @Test
  void everyPictureShowsWhatTheCodeDraws() {
    for (Map.Entry<String, String> picture : MaskPictures.all().entrySet()) {
      assertThat(MaskPictures.FOLDER.resolve(picture.getKey())).hasContent(picture.getValue());
    }
  }
}
