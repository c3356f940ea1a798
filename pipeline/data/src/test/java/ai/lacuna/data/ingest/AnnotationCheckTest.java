package ai.lacuna.data.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.data.annotation.Annotations;
import ai.lacuna.data.annotation.IndexMask;
import ai.lacuna.data.annotation.Instance;
import ai.lacuna.data.annotation.RleMask;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.shard.Vocabulary;
import ai.lacuna.data.source.Reject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnotationCheckTest {

  private static final Image IMAGE = new Image(3, 4, 6, new byte[72]);
  private static final AnnotationCheck CHECK =
      new AnnotationCheck(
          new Vocabulary(List.of(), List.of("a", "b"), List.of("sky", "road")), 1000);

  @Test
  void keepsGoodObjectsAndNamesWhatIsWrongWithTheOthers() {
    List<Instance> objects =
        List.of(
            Instance.ofBox(0, 0, 6, 4, 1),
            Instance.ofBox(0, 0, 1, 1, 2),
            Instance.ofBox(0, 0, 1, 1, -1),
            Instance.ofBox(1, 1, 0, 3, 0),
            Instance.ofBox(1, 1, 3, -1, 0),
            Instance.ofBox(1, 1, Double.NaN, 1, 0),
            Instance.ofBox(6, 1, 2, 2, 0),
            Instance.ofBox(-2, 1, 2, 2, 0),
            Instance.ofBox(1, Double.NaN, 2, 2, 0),
            Instance.ofBox(5.5, -9, 20, 20, 0), // reaches over the edge, and overlaps
            new Instance(0, 0, 1, 1, 0, 1, Instance.Kind.OBJECT, RleMask.ofRuns(6, 4, 0, 24)));
    List<Reject> rejects = new ArrayList<>();
    Row row = new Row("x.png", new byte[0], -1, Annotations.ofObjects(objects));
    assertThat(CHECK.objects(row, IMAGE, rejects::add))
        .containsExactly(objects.get(0), objects.get(9));
    assertThat(rejects)
        .containsExactly(
            new Reject("x.png#1", "bad-category", "category 2, but there are 2"),
            new Reject("x.png#2", "bad-category", "category -1, but there are 2"),
            new Reject("x.png#3", "empty-box", "x 1.0, y 1.0, width 0.0, height 3.0"),
            new Reject("x.png#4", "empty-box", "x 1.0, y 1.0, width 3.0, height -1.0"),
            new Reject("x.png#5", "empty-box", "x 1.0, y 1.0, width NaN, height 1.0"),
            new Reject(
                "x.png#6", "outside-image", "x 6.0, y 1.0, width 2.0, height 2.0 in 6x4 pixels"),
            new Reject(
                "x.png#7", "outside-image", "x -2.0, y 1.0, width 2.0, height 2.0 in 6x4 pixels"),
            new Reject(
                "x.png#8", "outside-image", "x 1.0, y NaN, width 2.0, height 2.0 in 6x4 pixels"),
            new Reject("x.png#10", "mask-size", "4x6 pixels, but the image has 6x4"));
  }

  @Test
  void countsThePixelsOfEachClass() throws Exception {
    byte[] pixels = new byte[24];
    pixels[3] = 1;
    pixels[4] = (byte) IndexMask.IGNORE;
    long[] counts = CHECK.semantic(row(new Image(1, 4, 6, pixels)), IMAGE);
    assertThat(counts[0]).isEqualTo(22);
    assertThat(counts[1]).isEqualTo(1);
    assertThat(counts[IndexMask.IGNORE]).isEqualTo(1);
  }

  @Test
  void refusesAnImageWhoseMaskDoesNotFit() {
    assertThatThrownBy(() -> CHECK.semantic(row(new Image(1, 6, 4, new byte[24])), IMAGE))
        .isInstanceOfSatisfying(
            AnnotationCheck.Refusal.class,
            e -> assertThat(e.reject().reason()).isEqualTo("mask-size"))
        .hasMessage("a mask of 4x6 pixels, but the image has 6x4");
    byte[] pixels = new byte[24];
    pixels[7] = 2;
    assertThatThrownBy(() -> CHECK.semantic(row(new Image(1, 4, 6, pixels)), IMAGE))
        .isInstanceOfSatisfying(
            AnnotationCheck.Refusal.class,
            e -> assertThat(e.reject().reason()).isEqualTo("bad-label"))
        .hasMessage("1 pixels of class 2, but there are 2 classes");
    Row broken = new Row("x.png", new byte[0], -1, Annotations.ofSemantic(new byte[] {1, 2}));
    assertThatThrownBy(() -> CHECK.semantic(broken, IMAGE)).hasMessage("its mask: no PNG file");
  }

  private static Row row(Image mask) {
    return new Row("x.png", new byte[0], -1, Annotations.ofSemantic(IndexMask.encode(mask)));
  }
}
